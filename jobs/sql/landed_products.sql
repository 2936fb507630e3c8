-- Rows of a file of products that no newer file has spoken of.
SELECT l.*
FROM landed AS l
LEFT JOIN products AS p ON p.sku = l.sku
WHERE p.valid_from IS NULL OR p.valid_from <= l.valid_from
