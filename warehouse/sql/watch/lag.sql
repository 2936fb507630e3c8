-- How old the newest record is that the view holds, in seconds. Nobody sends: it grows, and the alarm knows.
SELECT DATEDIFF(second, MAX(stream_record_time_max), GETDATE()) AS seconds
FROM sys_stream_scan_states
WHERE stream_name = '${stream}';
