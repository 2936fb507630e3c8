-- What the stream holds of each sale: the payload that came first counts, every other one of its id is aside.
-- A sequence number has up to 128 digits and is text: with its length before it, it compares as a number.
CREATE OR REPLACE VIEW streamed.ranked AS
SELECT
    j.*,
    ROW_NUMBER() OVER (
        PARTITION BY j.sale_id
        ORDER BY j.arrived_at, LEN(j.sequence_number), j.sequence_number, j.shard_id
    ) AS nth,
    FIRST_VALUE(j.digest) OVER (
        PARTITION BY j.sale_id
        ORDER BY j.arrived_at, LEN(j.sequence_number), j.sequence_number, j.shard_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS first_digest
FROM streamed.judged AS j
WHERE j.reason IS NULL;

CREATE OR REPLACE VIEW streamed.sales AS
SELECT
    r.sale_id,
    r.store_id,
    r.business_day,
    r.register_id,
    r.sold_at AS occurred_at,
    r.payment_token,
    NULLIF(r.loyalty_id, '') AS loyalty_id,
    r.lines,
    r.arrived_at,
    r.shard_id,
    r.sequence_number
FROM streamed.ranked AS r
WHERE r.nth = 1;

CREATE OR REPLACE VIEW streamed.sold_lines AS
SELECT
    s.sale_id,
    l.line_no,
    s.store_id,
    s.business_day,
    CAST(EXTRACT(HOUR FROM s.occurred_at) AS INT) AS sold_hour,
    s.register_id,
    s.loyalty_id,
    l.sku,
    l.quantity,
    l.total_cents,
    l.retail_cents,
    l.coupon_cents,
    l.coupon_match_cents,
    s.arrived_at
FROM streamed.sales AS s
JOIN streamed.lines AS l ON l.shard_id = s.shard_id AND l.sequence_number = s.sequence_number;

CREATE OR REPLACE VIEW streamed.quarantined AS
SELECT j.shard_id, j.sequence_number, j.arrived_at, j.reason, j.sale_id, j.store_id
FROM streamed.judged AS j
WHERE j.reason IS NOT NULL
UNION ALL
SELECT r.shard_id, r.sequence_number, r.arrived_at, 'conflict', r.sale_id, r.store_id
FROM streamed.ranked AS r
WHERE r.digest <> r.first_digest;
