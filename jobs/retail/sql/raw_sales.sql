-- The days' sales as the raw archive has them, each once.
SELECT
    f.sale_id,
    f.store_id,
    f.business_day,
    f.digest,
    f.kept_digest,
    f.lines,
    f.sale_total_cents,
    f.net_cents
FROM first_payloads AS f
JOIN days AS d ON d.business_day = f.business_day
WHERE f.digest = f.right_digest
UNION ALL
SELECT * FROM earlier_sales
