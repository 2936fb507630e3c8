-- The version that a closing of each day would have.
SELECT d.business_day, coalesce(max(c.version), 0) + 1 AS version
FROM days AS d
LEFT JOIN closings AS c ON c.business_day = d.business_day
GROUP BY d.business_day
