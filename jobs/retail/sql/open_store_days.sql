-- Stores' days with other sales than were stated last, if any were: late ones came, or some were corrected. Parked
-- ones can wait.
SELECT
    coalesce(s.store_id, r.store_id) AS store_id,
    coalesce(s.business_day, r.business_day) AS business_day,
    r.store_id IS NOT NULL AS stated,
    r.raw_through
FROM (
    SELECT
        store_id,
        business_day,
        count(*) AS sales,
        CAST(sum(total_cents) AS BIGINT) AS total_cents,
        CAST(sum(net_cents) AS BIGINT) AS net_cents,
        max(CASE WHEN correction IS NOT NULL THEN arrived_at END) AS corrected_at
    FROM sales
    GROUP BY store_id, business_day
) AS s
FULL JOIN stated_days AS r ON r.store_id = s.store_id AND r.business_day = s.business_day
LEFT JOIN parked AS p
    ON
        p.store_id = coalesce(s.store_id, r.store_id)
        AND p.business_day = coalesce(s.business_day, r.business_day)
WHERE
    p.store_id IS NULL
    AND (
        s.sales IS DISTINCT FROM r.sales
        OR s.total_cents IS DISTINCT FROM r.total_cents
        OR s.net_cents IS DISTINCT FROM r.net_cents
        OR s.corrected_at > r.raw_through
    )
