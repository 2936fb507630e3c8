-- What did each store sell hour by hour, on the day and a week before?
SELECT
    business_day,
    store_id,
    sold_hour AS hour,
    count(DISTINCT sale_id) AS sales,
    CAST(sum(total_cents) AS BIGINT) AS total_cents
FROM sold_lines
WHERE business_day IN ({day}, {week_before})
GROUP BY business_day, store_id, sold_hour
