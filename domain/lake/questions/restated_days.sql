-- Restated days
-- Days that were closed again after late sales: for how many stores, and by how much.
-- Parameters: the first day, the last day
SELECT
    business_day,
    version,
    count(*) AS stores,
    sum(sales - sales_before) AS more_sales,
    sum(total_cents - total_cents_before) AS more_total_cents,
    sum(net_cents - net_cents_before) AS more_net_cents
FROM restatements
WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY business_day, version
ORDER BY business_day, version
