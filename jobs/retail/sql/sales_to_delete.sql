-- Rows of the day whose sale no raw object has.
SELECT DISTINCT d.sale_id, d.business_day, l.digest
FROM sale_differences AS d
JOIN day_sales AS l ON l.sale_id = d.sale_id
WHERE d.difference = 'unexplained'
