-- Of each sale id the payload that came first, and the one that is known: in the table, or set aside by a rule.
SELECT p.*, coalesce(s.digest, substr(q.record_id, length(q.sale_id) + 2)) AS kept_digest
FROM payloads AS p
LEFT JOIN sales AS s ON s.sale_id = p.sale_id AND s.business_day = p.business_day
LEFT JOIN quarantined AS q ON q.sale_id = p.sale_id AND q.reason <> 'conflict'
WHERE p.nth = 1
