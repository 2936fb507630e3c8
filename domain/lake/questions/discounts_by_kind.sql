-- Discounts by kind
-- What was taken off by the stores, by coupons, and on top of coupons; and its share of what was asked before.
-- Parameters: the first day, the last day
WITH days AS (
    SELECT
        sum(retail_cents) AS retail_cents,
        sum(coupon_cents) AS coupon_cents,
        sum(coupon_match_cents) AS coupon_match_cents,
        sum(total_cents + retail_cents) AS asked_cents
    FROM closed_store_days
    WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
)

SELECT
    kind,
    cents,
    CAST(cents AS double) / nullif(asked_cents, 0) AS asked_share
FROM (
    SELECT 'retail' AS kind, retail_cents AS cents, asked_cents FROM days
    UNION ALL
    SELECT 'coupon', coupon_cents, asked_cents FROM days
    UNION ALL
    SELECT 'coupon match', coupon_match_cents, asked_cents FROM days
) AS kinds
ORDER BY cents DESC
