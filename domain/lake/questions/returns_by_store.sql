-- Returns by store
-- How many lines were returns, what was paid back, and what share of the lines that is; the highest first.
-- Parameters: the first day, the last day
SELECT
    store_id,
    sum(lines) AS lines,
    sum(return_lines) AS return_lines,
    sum(return_cents) AS return_cents,
    CAST(sum(return_lines) AS double) / nullif(sum(lines), 0) AS return_share
FROM closed_store_days
WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY store_id
ORDER BY return_share DESC, store_id
