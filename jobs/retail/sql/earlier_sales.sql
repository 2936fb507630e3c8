-- Of restated days, the sales that lie in raw objects which this run doesn't read: a run before has counted them.
SELECT
    e.sale_id,
    e.store_id,
    e.business_day,
    e.digest,
    e.kept_digest,
    e.lines,
    e.sale_total_cents,
    e.net_cents
FROM (
    SELECT
        s.sale_id,
        s.store_id,
        s.business_day,
        s.digest,
        s.digest AS kept_digest,
        s.lines,
        s.total_cents AS sale_total_cents,
        s.net_cents,
        s.raw_object,
        s.raw_version
    FROM sales AS s
    UNION ALL
    -- What a rule has set aside; of its lines nothing is kept.
    SELECT
        q.sale_id,
        q.store_id,
        q.business_day,
        substr(q.record_id, length(q.sale_id) + 2),
        CAST(NULL AS STRING),
        0,
        CAST(0 AS BIGINT),
        q.net_cents,
        q.raw_object,
        q.raw_version
    FROM quarantined AS q
    LEFT JOIN sales AS s ON s.sale_id = q.sale_id AND s.business_day = q.business_day
    WHERE q.sale_id IS NOT NULL AND q.reason <> 'conflict' AND s.sale_id IS NULL
) AS e
JOIN restated_days AS d ON d.business_day = e.business_day
LEFT JOIN objects AS o ON o.raw_object = e.raw_object AND o.raw_version = e.raw_version
LEFT JOIN first_payloads AS f ON f.sale_id = e.sale_id AND f.digest = f.right_digest
WHERE o.raw_object IS NULL AND f.sale_id IS NULL
