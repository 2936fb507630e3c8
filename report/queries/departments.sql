-- What did each department of each store sell, on the day and a week before?
SELECT business_day, store_id, department, count(*) AS lines, CAST(sum(total_cents) AS BIGINT) AS total_cents
FROM sold_lines
WHERE business_day IN ({day}, {week_before})
GROUP BY business_day, store_id, department
