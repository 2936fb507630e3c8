-- The days of which the lake and the stored tables don't say the same: new ones, late sales, whatever was missed.
-- So a run that never happened, or ended half way, is made up for by the next.
CREATE TEMP TABLE differing_days AS
SELECT COALESCE(l.business_day, s.business_day) AS business_day
FROM (
    SELECT
        business_day,
        COUNT(*) AS sales,
        SUM(net_cents) AS net_cents,
        SUM(STRTOL(SUBSTRING(digest, 1, 8), 16)) AS digests
    FROM lake.sales
    GROUP BY business_day
) AS l
FULL JOIN (
    SELECT
        business_day,
        COUNT(*) AS sales,
        SUM(net_cents) AS net_cents,
        SUM(STRTOL(SUBSTRING(digest, 1, 8), 16)) AS digests
    FROM stored.sales
    GROUP BY business_day
) AS s ON s.business_day = l.business_day
WHERE l.business_day IS NULL OR s.business_day IS NULL
    OR l.sales <> s.sales OR l.net_cents <> s.net_cents OR l.digests <> s.digests;
