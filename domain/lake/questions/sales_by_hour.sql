-- Sales by hour
-- What each hour (UTC) of a day brought in, over all stores.
-- Parameters: the day
SELECT
    sold_hour,
    count(DISTINCT sale_id) AS sales,
    count(*) AS lines,
    sum(total_cents) AS total_cents,
    sum(total_cents - coupon_cents) AS net_cents
FROM sold_lines
WHERE business_day = CAST(? AS date)
GROUP BY sold_hour
ORDER BY sold_hour
