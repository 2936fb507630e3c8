-- What is quarantined of some hours, by the hashes that records have without those who are forgotten. Two that differed
-- by them alone are one now; what stands, or was settled, is no conflict any more.
SELECT
    q.record_id,
    q.reason,
    q.field,
    q.why,
    q.arrived_at,
    q.raw_object,
    q.raw_version,
    q.raw_position,
    q.sale_id,
    q.store_id,
    q.business_day,
    q.net_cents
FROM (
    SELECT
        coalesce(r.new_record_id, o.record_id) AS record_id,
        o.reason,
        o.field,
        o.why,
        o.arrived_at,
        o.raw_object,
        coalesce(m.new_version, o.raw_version) AS raw_version,
        o.raw_position,
        o.sale_id,
        o.store_id,
        o.business_day,
        o.net_cents,
        row_number() OVER (
            PARTITION BY coalesce(r.new_record_id, o.record_id)
            ORDER BY o.arrived_at, o.raw_object, o.raw_version, o.raw_position
        ) AS nth
    FROM quarantined AS o
    JOIN rewritten_hours AS h ON h.arrived_in = date_trunc('hour', o.arrived_at)
    LEFT JOIN renamed_records AS r ON r.record_id = o.record_id
    LEFT JOIN moved_objects AS m ON m.raw_object = o.raw_object AND m.old_version = o.raw_version
) AS q
LEFT JOIN (
    SELECT DISTINCT n.new_record_id
    FROM renamed_records AS n
    JOIN sales AS s ON s.sale_id = n.sale_id AND s.business_day = n.business_day
    WHERE s.digest = n.digest OR instr(s.settles, n.digest) > 0
) AS w ON w.new_record_id = q.record_id
WHERE q.nth = 1 AND (q.reason <> 'conflict' OR w.new_record_id IS NULL)
