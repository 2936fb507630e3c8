-- Every record with why it can't count, or null: the contract of the consumers, as far as SQL can hold it.
CREATE OR REPLACE VIEW streamed.judged AS
SELECT
    typed.*,
    CASE
        WHEN typed.is_unreadable THEN 'not_json'
        WHEN typed.bytes > 60000 THEN 'too_large'
        WHEN (COALESCE(typed.payment_token, '') || ' . ' || COALESCE(typed.loyalty_id, ''))
            ~ '[2-6]([ -]?[0-9]){12}' THEN 'card_number'
        WHEN typed.is_claim AND typed.lines IS NULL THEN 'claim'
        WHEN typed.schema_version IS NULL OR typed.sale_id IS NULL OR typed.store_id IS NULL
            OR typed.register_id IS NULL OR typed.sold_at IS NULL OR typed.payment_token IS NULL
            OR typed.loyalty_id IS NULL OR typed.lines IS NULL THEN 'wrong_shape'
        WHEN LEN(typed.schema_version) NOT BETWEEN 1 AND 64 OR LEN(typed.sale_id) > 160
            OR LEN(typed.store_id) NOT BETWEEN 1 AND 64 OR LEN(typed.register_id) NOT BETWEEN 1 AND 64
            OR LEN(typed.payment_token) NOT BETWEEN 1 AND 64 OR LEN(typed.loyalty_id) > 64
            OR typed.lines NOT BETWEEN 1 AND 5000 OR COALESCE(wrong.lines, 0) > 0 THEN 'wrong_shape'
        WHEN typed.schema_version || '.' NOT LIKE '1.%' THEN 'unknown_version'
        WHEN typed.business_day IS NULL
            OR SPLIT_PART(typed.sale_id, '/', 1) <> typed.store_id
            OR SPLIT_PART(typed.sale_id, '/', 3) <> typed.register_id
            OR typed.business_day - CAST(SUBSTRING(typed.occurred_at, 1, 10) AS DATE) NOT BETWEEN -1 AND 1
            THEN 'bad_id'
        WHEN typed.sold_at > typed.arrived_at + INTERVAL '1 hour' THEN 'future'
    END AS reason
FROM (
    SELECT
        f.*,
        CASE
            WHEN f.occurred_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]+([Zz]|[+-][0-9]{2}:?[0-9]{2})$'
                THEN TRY_CAST(f.occurred_at AS TIMESTAMPTZ)
        END AS sold_at,
        CASE
            WHEN f.sale_id ~ '^[^/]*/[0-9]{4}-[0-9]{2}-[0-9]{2}/[^/]*/[0-9]{1,12}$'
                THEN TRY_CAST(SPLIT_PART(f.sale_id, '/', 2) AS DATE)
        END AS business_day
    FROM streamed.fields AS f
) AS typed
LEFT JOIN (
    SELECT l.shard_id, l.sequence_number, COUNT(*) AS lines
    FROM streamed.lines AS l
    WHERE l.sku IS NULL OR LEN(l.sku) NOT BETWEEN 1 AND 64
        OR l.quantity IS NULL OR l.quantity NOT BETWEEN -1000000 AND 1000000
        OR l.total_cents IS NULL OR l.total_cents NOT BETWEEN -1000000000 AND 1000000000
        OR l.retail_cents IS NULL OR l.retail_cents NOT BETWEEN -1000000000 AND 1000000000
        OR l.coupon_cents IS NULL OR l.coupon_cents NOT BETWEEN -1000000000 AND 1000000000
        OR l.coupon_match_cents IS NULL OR l.coupon_match_cents NOT BETWEEN -1000000000 AND 1000000000
        OR l.weight_grams IS NULL OR l.weight_grams NOT BETWEEN 0 AND 1000000
        OR NOT l.has_discounts
    GROUP BY l.shard_id, l.sequence_number
) AS wrong ON wrong.shard_id = typed.shard_id AND wrong.sequence_number = typed.sequence_number;
