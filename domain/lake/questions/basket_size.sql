-- Basket size
-- How many sales had how many lines, and what such a sale brought in on average.
-- Parameters: the first day, the last day
SELECT
    size,
    count(*) AS sales,
    sum(lines) AS lines,
    CAST(sum(net_cents) AS double) / count(*) AS net_cents_a_sale
FROM (
    SELECT
        lines,
        net_cents,
        CASE
            WHEN lines = 1 THEN '1'
            WHEN lines <= 5 THEN '2 to 5'
            WHEN lines <= 20 THEN '6 to 20'
            ELSE 'over 20'
        END AS size
    FROM sales
    WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
) AS baskets
GROUP BY size
ORDER BY size
