-- The lines of every record, typed; what the contract refuses is null. Text is measured before it is cast.
CREATE OR REPLACE VIEW streamed.lines AS
SELECT
    r.shard_id,
    r.sequence_number,
    line_no + 1 AS line_no,
    CASE
        WHEN IS_VARCHAR(line.sku) AND JSON_SIZE(line.sku) <= 1024 THEN line.sku::VARCHAR(1024)
    END AS sku,
    CASE WHEN IS_BIGINT(line.quantity) THEN line.quantity::BIGINT END AS quantity,
    CASE WHEN IS_BIGINT(line.total_cents) THEN line.total_cents::BIGINT END AS total_cents,
    CASE
        WHEN COALESCE(JSON_TYPEOF(line.discounts.retail), 'null') = 'null' THEN 0
        WHEN IS_BIGINT(line.discounts.retail) THEN line.discounts.retail::BIGINT
    END AS retail_cents,
    CASE
        WHEN COALESCE(JSON_TYPEOF(line.discounts.coupon), 'null') = 'null' THEN 0
        WHEN IS_BIGINT(line.discounts.coupon) THEN line.discounts.coupon::BIGINT
    END AS coupon_cents,
    CASE
        WHEN COALESCE(JSON_TYPEOF(line.discounts.coupon_match), 'null') = 'null' THEN 0
        WHEN IS_BIGINT(line.discounts.coupon_match) THEN line.discounts.coupon_match::BIGINT
    END AS coupon_match_cents,
    COALESCE(JSON_TYPEOF(line.discounts), 'null') IN ('null', 'object') AS has_discounts,
    CASE
        WHEN JSON_TYPEOF(line.weight_grams) IS NULL THEN 0
        WHEN IS_BIGINT(line.weight_grams) THEN line.weight_grams::BIGINT
    END AS weight_grams
FROM streamed.records AS r, r.payload.lines AS line AT line_no;
