-- The hours of what is quarantined of somebody to forget, or lies in another version of its object now.
SELECT DISTINCT date_trunc('hour', q.arrived_at) AS arrived_in
FROM quarantined AS q
LEFT JOIN renamed_records AS r ON r.record_id = q.record_id OR r.new_record_id = q.record_id
LEFT JOIN moved_objects AS m ON m.raw_object = q.raw_object AND m.old_version = q.raw_version
WHERE r.record_id IS NOT NULL OR m.raw_object IS NOT NULL
