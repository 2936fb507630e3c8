-- Which five products sold for most in each store?
WITH sold AS (
    SELECT
        store_id, sku,
        CAST(sum(quantity) AS BIGINT) AS units,
        CAST(sum(total_cents) AS BIGINT) AS total_cents
    FROM sold_lines
    WHERE business_day BETWEEN {first} AND {last}
    GROUP BY store_id, sku
),

ranked AS (
    SELECT *, row_number() OVER (PARTITION BY store_id ORDER BY total_cents DESC, sku) AS place
    FROM sold
)

SELECT r.store_id, r.sku, p.department, p.category, p.type, p.package_size, r.units, r.total_cents
FROM ranked AS r
LEFT JOIN products AS p ON p.sku = r.sku
WHERE r.place <= 5
ORDER BY r.store_id, r.place
