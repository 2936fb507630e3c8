-- Every line that was sold, with what is known of its sale, its product and its store.
SELECT
    l.sale_id,
    l.line_no,
    l.store_id,
    l.business_day,
    CAST(EXTRACT(HOUR FROM s.occurred_at) AS INT) AS sold_hour,
    s.register_id,
    s.loyalty_id,
    l.sku,
    l.quantity,
    l.total_cents,
    l.retail_cents,
    l.coupon_cents,
    l.coupon_match_cents,
    p.department,
    p.category,
    p.type,
    p.brand,
    p.tax_free,
    t.name AS store_name,
    t.region
FROM sale_lines AS l
JOIN sales AS s
    ON s.sale_id = l.sale_id AND s.digest = l.digest AND s.business_day = l.business_day
LEFT JOIN products AS p ON p.sku = l.sku
LEFT JOIN stores AS t ON t.store_id = l.store_id
