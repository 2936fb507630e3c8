-- Of each sale id the payload that counts: of a correction that the table lacks, or else the one that is known, in the
-- table or set aside by a rule, or else the one that came first.
SELECT *
FROM (
    SELECT
        k.*,
        CASE WHEN k.is_correction THEN k.digest ELSE coalesce(k.known_digest, k.digest) END AS right_digest,
        CASE WHEN k.is_correction THEN k.settles ELSE k.kept_settles END AS right_settles,
        row_number() OVER (
            PARTITION BY k.sale_id
            ORDER BY
                CASE WHEN k.is_correction THEN 0 WHEN k.digest = k.known_digest THEN 1 ELSE 2 END,
                k.correction DESC,
                k.nth
        ) AS choice
    FROM (
        SELECT
            n.*,
            n.correction > n.kept_correction AS is_correction,
            -- A row from before may have the digest that its payload had then.
            CASE WHEN n.noted_digest = n.former_digest THEN n.digest ELSE n.noted_digest END AS known_digest
        FROM (
            SELECT
                p.*,
                s.digest AS kept_digest,
                coalesce(s.correction, 0) AS kept_correction,
                s.settles AS kept_settles,
                coalesce(s.digest, substr(q.record_id, length(q.sale_id) + 2)) AS noted_digest
            FROM payloads AS p
            LEFT JOIN sales AS s ON s.sale_id = p.sale_id AND s.business_day = p.business_day
            LEFT JOIN quarantined AS q ON q.sale_id = p.sale_id AND q.reason <> 'conflict'
        ) AS n
    ) AS k
) AS c
WHERE choice = 1
