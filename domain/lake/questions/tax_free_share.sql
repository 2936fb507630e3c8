-- Tax-free share
-- What part of each store's money came from products on which no sales tax is due.
-- Parameters: the first day, the last day
SELECT
    store_id,
    sum(total_cents) AS total_cents,
    sum(tax_free_cents) AS tax_free_cents,
    CAST(sum(tax_free_cents) AS double) / nullif(sum(total_cents), 0) AS tax_free_share
FROM closed_store_days
WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY store_id
ORDER BY store_id
