-- A store's day by its lines.
SELECT
    store_id,
    business_day,
    count(DISTINCT sale_id) AS sales,
    count(*) AS lines,
    CAST(sum(quantity) AS BIGINT) AS units,
    CAST(sum(total_cents) AS BIGINT) AS total_cents,
    CAST(sum(retail_cents) AS BIGINT) AS retail_cents,
    CAST(sum(coupon_cents) AS BIGINT) AS coupon_cents,
    CAST(sum(coupon_match_cents) AS BIGINT) AS coupon_match_cents,
    CAST(sum(total_cents - coupon_cents) AS BIGINT) AS net_cents,
    CAST(sum(CASE WHEN quantity < 0 THEN 1 ELSE 0 END) AS BIGINT) AS return_lines,
    CAST(sum(CASE WHEN quantity < 0 THEN -total_cents ELSE 0 END) AS BIGINT) AS return_cents,
    CAST(sum(CASE WHEN tax_free THEN 1 ELSE 0 END) AS BIGINT) AS tax_free_lines,
    CAST(sum(CASE WHEN tax_free THEN total_cents ELSE 0 END) AS BIGINT) AS tax_free_cents,
    CAST(sum(CASE WHEN unknown THEN 1 ELSE 0 END) AS BIGINT) AS unknown_lines
FROM sold
GROUP BY store_id, business_day
