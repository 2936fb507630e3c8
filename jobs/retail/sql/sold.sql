-- The days' lines that count, each with what is known of its product.
SELECT l.*, p.sku IS NULL AS unknown, coalesce(p.tax_free, FALSE) AS tax_free
FROM sale_lines AS l
JOIN days AS d ON d.business_day = l.business_day
JOIN sales AS s
    ON s.sale_id = l.sale_id AND s.digest = l.digest AND s.business_day = l.business_day
LEFT JOIN products AS p ON p.sku = l.sku
