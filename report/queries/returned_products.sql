-- Which five products were returned for most in each store?
WITH returned AS (
    SELECT
        store_id, sku,
        CAST(sum(quantity) AS BIGINT) AS units,
        CAST(sum(total_cents) AS BIGINT) AS total_cents
    FROM sold_lines
    WHERE business_day BETWEEN {first} AND {last} AND quantity < 0
    GROUP BY store_id, sku
),

ranked AS (
    SELECT *, row_number() OVER (PARTITION BY store_id ORDER BY total_cents, sku) AS place
    FROM returned
)

SELECT r.store_id, r.sku, p.department, p.category, p.type, p.package_size, r.units, r.total_cents
FROM ranked AS r
LEFT JOIN products AS p ON p.sku = r.sku
WHERE r.place <= 5
ORDER BY r.total_cents, r.store_id, r.sku
