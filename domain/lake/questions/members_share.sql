-- Members' share
-- What part of each day's sales, and of its money, was made with members.
-- Parameters: the first day, the last day
SELECT
    business_day,
    count(*) AS sales,
    count(loyalty_id) AS member_sales,
    CAST(count(loyalty_id) AS double) / count(*) AS sales_share,
    CAST(sum(CASE WHEN loyalty_id IS NOT NULL THEN net_cents ELSE 0 END) AS double)
    / nullif(sum(net_cents), 0) AS net_share
FROM sales
WHERE business_day BETWEEN CAST(? AS date) AND CAST(? AS date)
GROUP BY business_day
ORDER BY business_day
