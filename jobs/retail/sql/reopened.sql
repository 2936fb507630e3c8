-- Days with another number of sales than their last close, if there was one, has counted: none is ever taken away.
SELECT s.business_day
FROM (
    SELECT business_day, count(*) AS sales
    FROM sales
    GROUP BY business_day
) AS s
LEFT JOIN (
    SELECT business_day, max(sales) AS sales
    FROM closings
    GROUP BY business_day
) AS c ON c.business_day = s.business_day
WHERE c.sales IS NULL OR s.sales <> c.sales
