-- What the lake has of those days, each key once: a MERGE fails on a row that two rows match, and takes no subquery.
CREATE TEMP TABLE incoming_sales DISTKEY (sale_id) AS
SELECT *
FROM (
    SELECT
        s.sale_id,
        s.store_id,
        s.business_day,
        s.register_id,
        s.occurred_at,
        s.payment_token,
        s.loyalty_id,
        s.lines,
        s.total_cents,
        s.net_cents,
        s.digest,
        s.arrived_at,
        ROW_NUMBER() OVER (
            PARTITION BY s.sale_id ORDER BY s.arrived_at, s.raw_object, s.raw_version, s.raw_position
        ) AS nth
    FROM lake.sales AS s
    JOIN differing_days AS d ON d.business_day = s.business_day
) AS ranked
WHERE nth = 1;

CREATE TEMP TABLE incoming_lines DISTKEY (sale_id) AS
SELECT *
FROM (
    SELECT
        l.sale_id,
        l.line_no,
        l.store_id,
        l.business_day,
        l.sku,
        l.quantity,
        l.total_cents,
        l.retail_cents,
        l.coupon_cents,
        l.coupon_match_cents,
        ROW_NUMBER() OVER (PARTITION BY l.sale_id, l.line_no ORDER BY l.sku) AS nth
    FROM lake.sale_lines AS l
    JOIN incoming_sales AS s ON s.sale_id = l.sale_id AND s.digest = l.digest
    JOIN differing_days AS d ON d.business_day = l.business_day
) AS ranked
WHERE nth = 1;
