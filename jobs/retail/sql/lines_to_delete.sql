-- Lines of these sales, and of those that stay, which no raw object has.
SELECT DISTINCT sale_id, digest, line_no, business_day
FROM line_differences
WHERE difference = 'unexplained'
