-- Of each product that was spoken of the newest statement; of a day's two the database's, which was made in its course.
SELECT
    sku,
    department,
    category,
    tax_free,
    valid_from,
    type,
    brand,
    package_size,
    reorder_level,
    stated_by
FROM (
    SELECT
        said.*,
        row_number() OVER (PARTITION BY sku ORDER BY valid_from DESC, stated_by ASC) AS place
    FROM (
        SELECT
            s.sku,
            s.department,
            s.category,
            s.tax_free,
            s.valid_from,
            s.type,
            s.brand,
            s.package_size,
            s.reorder_level,
            s.stated_by
        FROM product_statements AS s
        JOIN spoken_products AS w ON w.sku = s.sku
        WHERE NOT s.deleted AND s.department IS NOT NULL AND s.category IS NOT NULL AND s.tax_free IS NOT NULL
        UNION ALL
        -- Files that were taken before statements were kept.
        SELECT
            p.sku,
            p.department,
            p.category,
            p.tax_free,
            p.valid_from,
            p.type,
            p.brand,
            p.package_size,
            p.reorder_level,
            p.stated_by
        FROM products AS p
        JOIN spoken_products AS w ON w.sku = p.sku
        LEFT JOIN product_statements AS h ON h.sku = p.sku AND h.stated_by = 'head office'
        WHERE p.stated_by IS NULL AND h.sku IS NULL
    ) AS said
) AS ranked
WHERE place = 1
