-- The days' sales as the raw archive has them: of each sale id the payload that is known, or else the first.
SELECT *
FROM (
    SELECT
        p.*,
        row_number() OVER (
            PARTITION BY p.sale_id ORDER BY CASE WHEN p.digest = f.kept_digest THEN 0 ELSE 1 END, p.nth
        ) AS choice
    FROM payloads AS p
    JOIN days AS d ON d.business_day = p.business_day
    JOIN first_payloads AS f ON f.sale_id = p.sale_id
) AS told
WHERE choice = 1
