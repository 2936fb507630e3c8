-- The days of all sales whose bytes lie in another version of their object now, whoever bought.
SELECT DISTINCT s.business_day
FROM sales AS s
JOIN moved_objects AS m ON m.raw_object = s.raw_object AND m.old_version = s.raw_version
