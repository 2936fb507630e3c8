-- Each day's newest closing.
SELECT
    business_day,
    version,
    stores,
    restated_stores,
    sales,
    total_cents,
    net_cents,
    tag
FROM (
    SELECT
        c.*,
        row_number() OVER (PARTITION BY c.business_day ORDER BY c.version DESC) AS age
    FROM closings AS c
) AS closed
WHERE age = 1
