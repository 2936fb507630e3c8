-- The report of each store's day as the tables have it now, under its next version; not of those left out.
SELECT t.*, p.top_1, p.top_2, p.top_3, p.top_4, p.top_5, v.version
FROM line_totals AS t
JOIN top_products AS p ON p.store_id = t.store_id AND p.business_day = t.business_day
JOIN versions AS v ON v.business_day = t.business_day
LEFT JOIN left_out AS o ON o.store_id = t.store_id AND o.business_day = t.business_day
WHERE o.store_id IS NULL
