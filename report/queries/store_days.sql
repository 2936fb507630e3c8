-- What did each store sell on each of these days, as last closed?
SELECT
    store_id, business_day, version, sales, lines, total_cents, retail_cents, coupon_cents,
    coupon_match_cents, net_cents, return_lines, return_cents, tax_free_lines, tax_free_cents, unknown_lines
FROM closed_store_days
WHERE business_day BETWEEN {before_first} AND {last}
ORDER BY business_day, store_id
