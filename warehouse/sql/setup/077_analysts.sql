-- What analysts read: stored sales, and behind them what the stream has brought since. An hour overlaps: raw
-- objects are written after their records arrived. What the merge has judged, the stream has no say in any more.
CREATE OR REPLACE VIEW analysts.sold_lines AS
SELECT
    b.sale_id,
    b.line_no,
    b.store_id,
    b.business_day,
    b.sold_hour,
    b.register_id,
    b.loyalty_id,
    b.sku,
    b.quantity,
    b.total_cents,
    b.retail_cents,
    b.coupon_cents,
    b.coupon_match_cents,
    b.is_stored,
    p.department,
    p.category,
    p.brand
FROM (
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
        TRUE AS is_stored
    FROM stored.sale_lines AS l
    JOIN stored.sales AS s ON s.sale_id = l.sale_id
    UNION ALL
    SELECT
        n.sale_id,
        n.line_no,
        n.store_id,
        n.business_day,
        n.sold_hour,
        n.register_id,
        n.loyalty_id,
        n.sku,
        n.quantity,
        n.total_cents,
        n.retail_cents,
        n.coupon_cents,
        n.coupon_match_cents,
        FALSE AS is_stored
    FROM streamed.sold_lines AS n
    LEFT JOIN stored.sales AS known ON known.sale_id = n.sale_id
    LEFT JOIN stored.loads AS l ON TRUE
    WHERE known.sale_id IS NULL
        AND (l.loaded_through IS NULL OR n.arrived_at > l.loaded_through - INTERVAL '1 hour')
) AS b
LEFT JOIN stored.products AS p ON p.sku = b.sku;

CREATE OR REPLACE VIEW analysts.closed_store_days AS
SELECT
    store_id,
    business_day,
    version,
    sales,
    lines,
    units,
    total_cents,
    net_cents,
    return_lines,
    return_cents
FROM stored.daily_store_sales;

CREATE OR REPLACE VIEW analysts.quarantined AS
SELECT arrived_at, reason, sale_id, store_id
FROM streamed.quarantined;
