-- What did each department of each store sell, on these days and a week before?
SELECT business_day, store_id, department, count(*) AS lines, CAST(sum(total_cents) AS BIGINT) AS total_cents
FROM sold_lines
WHERE business_day BETWEEN {first} AND {last} OR business_day BETWEEN {before_first} AND {before_last}
GROUP BY business_day, store_id, department
