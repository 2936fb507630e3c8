-- What of the day is in the tables by now: closed, or come since?
SELECT count(*) AS sales, CAST(coalesce(sum(total_cents), 0) AS BIGINT) AS total_cents
FROM sales
WHERE business_day = {day}
