-- Private-label share
-- What part of each department's money came from the chain's own brand.
-- Parameters: the first day, the last day
SELECT
    department,
    sum(total_cents) AS total_cents,
    sum(CASE WHEN brand = 'Private' THEN total_cents ELSE 0 END) AS private_cents,
    CAST(sum(CASE WHEN brand = 'Private' THEN total_cents ELSE 0 END) AS double)
    / nullif(sum(total_cents), 0) AS private_share
FROM sold_lines
WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date) AND department IS NOT NULL
GROUP BY department
ORDER BY total_cents DESC, department
