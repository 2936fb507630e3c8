-- Records in each of the run's raw objects, as often as they are there.
SELECT
    o.raw_object,
    count(*) AS records
FROM decoded AS d
JOIN objects AS o ON o.object_no = d.object_no
WHERE d.line_no = 1 OR d.line_no IS NULL
GROUP BY o.raw_object
