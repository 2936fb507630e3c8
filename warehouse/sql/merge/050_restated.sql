-- Days that were closed, or closed again since: their reports are deleted and inserted, each store's newest.
CREATE TEMP TABLE restated_days AS
SELECT l.business_day
FROM (SELECT business_day, MAX(version) AS version FROM lake.closings GROUP BY business_day) AS l
LEFT JOIN (
    SELECT business_day, MAX(version) AS version FROM stored.daily_store_sales GROUP BY business_day
) AS s ON s.business_day = l.business_day
WHERE s.version IS NULL OR s.version <> l.version;

DELETE FROM stored.daily_store_sales
WHERE business_day IN (SELECT business_day FROM restated_days);

INSERT INTO stored.daily_store_sales (
    store_id, business_day, version, sales, lines, units, total_cents, net_cents, return_lines, return_cents
)
SELECT
    store_id,
    business_day,
    version,
    sales,
    lines,
    units,
    total_cents,
    net_cents,
    return_lines,
    return_cents
FROM (
    SELECT
        d.*,
        ROW_NUMBER() OVER (PARTITION BY d.store_id, d.business_day ORDER BY d.version DESC) AS age
    FROM lake.daily_store_sales AS d
    JOIN lake.closings AS c ON c.business_day = d.business_day AND c.version = d.version
    JOIN restated_days AS r ON r.business_day = d.business_day
) AS stated
WHERE age = 1;
