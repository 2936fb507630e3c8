-- Refusals, each record once, and where its bytes lie.
SELECT
    r.record_id, r.reason, r.field, r.why, o.arrived_at, o.raw_object, o.raw_version,
    r.position AS raw_position, r.sale_id, r.store_id, r.business_day, r.net_cents
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY record_id ORDER BY object_no, position) AS nth
    FROM refusals
) AS r
JOIN objects AS o ON o.object_no = r.object_no
WHERE r.nth = 1
