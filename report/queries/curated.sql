-- What of the day is in the tables by now, by store: closed, or come since?
SELECT store_id, count(*) AS sales, CAST(sum(total_cents) AS BIGINT) AS total_cents
FROM sales
WHERE business_day = {day}
GROUP BY store_id
