-- Of each sale id the payload that is known, in the table or set aside by a rule, or else the one that came first.
SELECT *
FROM (
    SELECT
        k.*,
        row_number() OVER (
            PARTITION BY k.sale_id ORDER BY CASE WHEN k.digest = k.known_digest THEN 0 ELSE 1 END, k.nth
        ) AS choice
    FROM (
        SELECT
            n.*,
            -- A row from before may have the digest that its payload had then.
            CASE WHEN n.noted_digest = n.former_digest THEN n.digest ELSE n.noted_digest END AS known_digest
        FROM (
            SELECT
                p.*,
                s.digest AS kept_digest,
                coalesce(s.digest, substr(q.record_id, length(q.sale_id) + 2)) AS noted_digest
            FROM payloads AS p
            LEFT JOIN sales AS s ON s.sale_id = p.sale_id AND s.business_day = p.business_day
            LEFT JOIN quarantined AS q ON q.sale_id = p.sale_id AND q.reason <> 'conflict'
        ) AS n
    ) AS k
) AS c
WHERE choice = 1
