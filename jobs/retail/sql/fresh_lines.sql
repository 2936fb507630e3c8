-- The lines of the sales to insert.
SELECT
    s.sale_id,
    s.digest,
    d.line_no,
    s.store_id,
    s.business_day,
    d.sku,
    d.quantity,
    d.total_cents,
    d.retail_cents,
    d.coupon_cents,
    d.coupon_match_cents
FROM decoded AS d
JOIN fresh_sales AS s ON s.object_no = d.object_no AND s.raw_position = d.position
