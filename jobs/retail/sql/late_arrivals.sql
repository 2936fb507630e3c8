-- The raw objects that brought the restated days their sales since they were closed last, or ever.
SELECT DISTINCT s.raw_object
FROM sales AS s
JOIN restated_days AS d ON d.business_day = s.business_day
LEFT JOIN (
    SELECT business_day, max(raw_through) AS raw_through
    FROM closings
    GROUP BY business_day
) AS c ON c.business_day = s.business_day
WHERE c.raw_through IS NULL OR s.arrived_at > c.raw_through
