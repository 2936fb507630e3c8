-- Days that have a sale which their last close, if there was one, had not seen.
SELECT DISTINCT s.business_day
FROM sales AS s
LEFT JOIN (
    SELECT business_day, max(raw_through) AS raw_through
    FROM closings
    GROUP BY business_day
) AS c ON c.business_day = s.business_day
WHERE c.raw_through IS NULL OR s.arrived_at > c.raw_through
