-- Records in the run's raw objects, as often as each is there.
SELECT count(*) AS records
FROM decoded
WHERE line_no = 1 OR line_no IS NULL
