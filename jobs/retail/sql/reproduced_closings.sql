-- Closings whose report the tables still give: of each day the newest, if no store has sold otherwise since.
SELECT c.tag, c.newest = 1 AND o.business_day IS NULL AS reproduced
FROM (
    SELECT
        business_day,
        tag,
        row_number() OVER (PARTITION BY business_day ORDER BY version DESC) AS newest
    FROM closings
) AS c
LEFT JOIN (SELECT DISTINCT business_day FROM open_store_days) AS o ON o.business_day = c.business_day
ORDER BY c.tag
