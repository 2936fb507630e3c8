-- What of these days is in the tables by now, store by store: closed, or come since?
SELECT store_id, count(*) AS sales, CAST(sum(total_cents) AS BIGINT) AS total_cents
FROM sales
WHERE business_day BETWEEN {first} AND {last}
GROUP BY store_id
