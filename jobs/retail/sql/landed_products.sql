-- Rows of a file of products that no newer file has spoken of.
SELECT l.*
FROM landed AS l
LEFT JOIN product_statements AS s ON s.sku = l.sku AND s.stated_by = 'head office'
LEFT JOIN products AS p ON p.sku = l.sku AND p.stated_by IS NULL
WHERE coalesce(s.valid_from, p.valid_from) IS NULL OR coalesce(s.valid_from, p.valid_from) <= l.valid_from
