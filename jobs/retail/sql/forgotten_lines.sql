-- The lines of payloads that name somebody to forget, under the digests that the payloads have without them.
SELECT DISTINCT
    l.sale_id,
    f.digest,
    l.line_no,
    l.store_id,
    l.business_day,
    l.sku,
    l.quantity,
    l.total_cents,
    l.retail_cents,
    l.coupon_cents,
    l.coupon_match_cents
FROM sale_lines AS l
JOIN forgotten AS f
    ON f.sale_id = l.sale_id AND f.old_digest = l.digest AND f.business_day = l.business_day
