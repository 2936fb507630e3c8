-- Their lines are written anew.
DELETE FROM stored.sale_lines
WHERE business_day IN (SELECT business_day FROM differing_days);

INSERT INTO stored.sale_lines (
    sale_id, line_no, store_id, business_day, sku, quantity, total_cents, retail_cents, coupon_cents,
    coupon_match_cents
)
SELECT
    sale_id,
    line_no,
    store_id,
    business_day,
    sku,
    quantity,
    total_cents,
    retail_cents,
    coupon_cents,
    coupon_match_cents
FROM incoming_lines;
