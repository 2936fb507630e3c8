-- What did each store sell by the quarter of an hour in UTC, on these days and a week before?
SELECT
    business_day,
    store_id,
    CAST(occurred_at AS DATE) AS sold_on,
    CAST(EXTRACT(HOUR FROM occurred_at) AS INT) AS hour,
    CAST(EXTRACT(MINUTE FROM occurred_at) AS INT) - CAST(EXTRACT(MINUTE FROM occurred_at) AS INT) % 15 AS minute,
    count(*) AS sales,
    CAST(sum(total_cents) AS BIGINT) AS total_cents
FROM sales
WHERE business_day BETWEEN {first} AND {last} OR business_day BETWEEN {before_first} AND {before_last}
GROUP BY
    business_day,
    store_id,
    CAST(occurred_at AS DATE),
    CAST(EXTRACT(HOUR FROM occurred_at) AS INT),
    CAST(EXTRACT(MINUTE FROM occurred_at) AS INT) - CAST(EXTRACT(MINUTE FROM occurred_at) AS INT) % 15
