-- What raw says of each store's day, and what the ledgers must say.
SELECT
    store_id,
    business_day,
    count(*) AS sales,
    CAST(sum(lines) AS BIGINT) AS lines,
    CAST(sum(sale_total_cents) AS BIGINT) AS total_cents,
    CAST(sum(net_cents) AS BIGINT) AS net_cents
FROM raw_sales
GROUP BY store_id, business_day
