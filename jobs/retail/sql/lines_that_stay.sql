-- The lines of some days without those of payloads that named somebody to forget.
SELECT l.*
FROM sale_lines AS l
JOIN forgotten_days AS d ON d.business_day = l.business_day
LEFT JOIN forgotten AS f ON f.sale_id = l.sale_id AND f.old_digest = l.digest
WHERE f.sale_id IS NULL
