-- Of each sale id the payload that came first, and the one that the table holds already.
SELECT p.*, s.digest AS kept_digest
FROM payloads AS p
LEFT JOIN sales AS s ON s.sale_id = p.sale_id AND s.business_day = p.business_day
WHERE p.nth = 1
