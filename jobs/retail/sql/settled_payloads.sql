-- Corrections of sales that name somebody to forget, and the payloads that each settles.
SELECT DISTINCT s.sale_id, s.business_day, s.settles
FROM sales AS s
JOIN forgotten AS f ON f.sale_id = s.sale_id AND f.business_day = s.business_day
WHERE s.settles IS NOT NULL
