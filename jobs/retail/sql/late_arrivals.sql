-- The raw objects that brought stores their sales of restated days since they were stated last, or ever.
SELECT DISTINCT s.raw_object
FROM sales AS s
JOIN restated_days AS d ON d.business_day = s.business_day
JOIN open_store_days AS o ON o.store_id = s.store_id AND o.business_day = s.business_day
WHERE o.raw_through IS NULL OR s.arrived_at > o.raw_through
