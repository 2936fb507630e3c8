-- Store days on which raw, the tables and the ledgers don't say the same, and by how much.
SELECT
    store_id,
    business_day,
    said_by,
    CAST(sum(sales) AS BIGINT) AS sales,
    CAST(sum(lines) AS BIGINT) AS lines,
    CAST(sum(total_cents) AS BIGINT) AS total_cents,
    CAST(sum(net_cents) AS BIGINT) AS net_cents
FROM (
    SELECT store_id, business_day, 'the curated layer' AS said_by, sales, lines, total_cents, net_cents
    FROM kept_totals
    UNION ALL
    SELECT store_id, business_day, 'the curated layer', -sales, -lines, -total_cents, -net_cents
    FROM raw_totals
    UNION ALL
    SELECT store_id, business_day, concat('the ', ledger, ' ledger'), sales, 0, 0, 0
    FROM applied
    UNION ALL
    SELECT r.store_id, r.business_day, concat('the ', l.ledger, ' ledger'), -r.sales, 0, 0, 0
    FROM raw_totals AS r
    CROSS JOIN ledgers AS l
) AS said
GROUP BY store_id, business_day, said_by
HAVING sum(sales) <> 0 OR sum(lines) <> 0 OR sum(total_cents) <> 0 OR sum(net_cents) <> 0
ORDER BY business_day, store_id, said_by
