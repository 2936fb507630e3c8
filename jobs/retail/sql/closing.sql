-- The days to close: never closed before, or with a store whose report has changed.
SELECT
    v.business_day,
    CAST(v.version AS INT) AS version,
    coalesce(r.stores, 0) AS stores,
    coalesce(c.restated_stores, 0) AS restated_stores,
    coalesce(r.sales, 0) AS sales,
    coalesce(r.total_cents, 0) AS total_cents,
    coalesce(r.net_cents, 0) AS net_cents,
    n.raw_through,
    concat('closed-', CAST(v.business_day AS STRING), '-v', CAST(v.version AS STRING)) AS tag
FROM versions AS v
CROSS JOIN counted AS n
LEFT JOIN (
    SELECT
        business_day,
        count(*) AS stores,
        CAST(sum(sales) AS BIGINT) AS sales,
        CAST(sum(total_cents) AS BIGINT) AS total_cents,
        CAST(sum(net_cents) AS BIGINT) AS net_cents
    FROM (
        SELECT business_day, sales, total_cents, net_cents
        FROM reported
        UNION ALL
        -- Of a store that is left out or parked, what was reported before still stands.
        SELECT p.business_day, p.sales, p.total_cents, p.net_cents
        FROM published AS p
        JOIN left_out AS o ON o.store_id = p.store_id AND o.business_day = p.business_day
    ) AS standing
    GROUP BY business_day
) AS r ON r.business_day = v.business_day
LEFT JOIN (
    SELECT business_day, count(*) AS restated_stores
    FROM restated
    GROUP BY business_day
) AS c ON c.business_day = v.business_day
WHERE v.version = 1 OR c.restated_stores > 0
