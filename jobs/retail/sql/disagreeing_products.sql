-- Products of which the head office's newest file and the database don't say the same.
SELECT
    h.sku,
    h.valid_from AS filed_from,
    d.valid_from AS stated_on,
    CASE WHEN h.valid_from > d.valid_from THEN 'head office' ELSE 'database' END AS counts
FROM product_statements AS h
JOIN product_statements AS d ON d.sku = h.sku AND d.stated_by = 'database'
WHERE
    h.stated_by = 'head office'
    AND (
        d.deleted
        OR h.department IS DISTINCT FROM d.department
        OR h.category IS DISTINCT FROM d.category
        OR h.tax_free IS DISTINCT FROM d.tax_free
        OR h.type IS DISTINCT FROM d.type
        OR h.brand IS DISTINCT FROM d.brand
        OR h.package_size IS DISTINCT FROM d.package_size
        OR h.reorder_level IS DISTINCT FROM d.reorder_level
    )
ORDER BY h.sku
