-- Rows of the day of which raw, as it was read, can't say that nobody sold them: their object wasn't there, or their
-- sale is, and the contract or a rule refuses it now.
SELECT l.sale_id
FROM day_sales AS l
LEFT JOIN objects AS o ON o.raw_object = l.raw_object AND o.raw_version = l.raw_version
WHERE o.object_no IS NULL
UNION
SELECT l.sale_id
FROM day_sales AS l
JOIN objects AS o ON o.raw_object = l.raw_object AND o.raw_version = l.raw_version
JOIN decoded AS d ON d.object_no = o.object_no AND d.position = l.raw_position
WHERE d.line_no IS NULL
UNION
SELECT d.sale_id
FROM decoded AS d
WHERE d.line_no IS NULL AND d.sale_id IS NOT NULL
UNION
SELECT f.sale_id
FROM firsts AS f
