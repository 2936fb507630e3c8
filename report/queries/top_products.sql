-- Which ten products sold for most in all stores together?
SELECT
    l.sku, p.department, p.category, p.type, p.package_size,
    CAST(sum(l.quantity) AS BIGINT) AS units,
    CAST(sum(l.total_cents) AS BIGINT) AS total_cents
FROM sold_lines AS l
LEFT JOIN products AS p ON p.sku = l.sku
WHERE l.business_day BETWEEN {first} AND {last}
GROUP BY l.sku, p.department, p.category, p.type, p.package_size
ORDER BY total_cents DESC, l.sku
LIMIT 10
