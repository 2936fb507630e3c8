-- Records of the last quarter of an hour that a refresh could not take in.
SELECT COUNT(*) AS records
FROM sys_stream_scan_errors
WHERE record_time > GETDATE() - INTERVAL '15 minutes';
