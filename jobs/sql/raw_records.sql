-- Records in the raw objects of late, as often as each is there.
SELECT count(*) AS records
FROM decoded AS d
JOIN objects AS o ON o.object_no = d.object_no
CROSS JOIN counting AS c
WHERE (d.line_no = 1 OR d.line_no IS NULL) AND o.arrived_at >= c.since
