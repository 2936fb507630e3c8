-- Every decoded sale of the run, in the order of arrival within its sale id.
SELECT
    d.*,
    o.arrived_at,
    o.raw_object,
    o.raw_version,
    row_number() OVER (
        PARTITION BY d.sale_id ORDER BY o.arrived_at, o.raw_object, o.raw_version, d.position
    ) AS nth
FROM decoded AS d
JOIN objects AS o ON o.object_no = d.object_no
WHERE d.line_no = 1
