-- Which five products were returned for most, and where?
SELECT
    l.store_id, l.sku, p.department, p.category, p.type, p.package_size,
    CAST(sum(l.quantity) AS BIGINT) AS units,
    CAST(sum(l.total_cents) AS BIGINT) AS total_cents
FROM sold_lines AS l
LEFT JOIN products AS p ON p.sku = l.sku
WHERE l.business_day = {day} AND l.quantity < 0
GROUP BY l.store_id, l.sku, p.department, p.category, p.type, p.package_size
ORDER BY total_cents, l.store_id, l.sku
LIMIT 5
