-- Top products by department
-- The five products of each department that sold for most.
-- Parameters: the first day, the last day
SELECT
    department,
    place,
    sku,
    type,
    units,
    total_cents
FROM (
    SELECT
        department,
        sku,
        type,
        units,
        total_cents,
        row_number() OVER (PARTITION BY department ORDER BY total_cents DESC, sku) AS place
    FROM (
        SELECT
            coalesce(department, 'not known') AS department,
            sku,
            type,
            sum(quantity) AS units,
            sum(total_cents) AS total_cents
        FROM sold_lines
        WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
        GROUP BY department, sku, type
    ) AS sold
) AS ranked
WHERE place <= 5
ORDER BY department, place
