-- Records of the stream that were merged more than a week ago: the stored tables have them, and raw for good.
DELETE FROM streamed.records
WHERE arrived_at < (SELECT MAX(loaded_through) FROM stored.loads) - INTERVAL '7 days';
