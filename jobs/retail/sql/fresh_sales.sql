-- Sales to insert, or to put in the place of what a correction corrects: those that fail no quality rule.
SELECT
    f.sale_id,
    f.store_id,
    f.business_day,
    f.register_id,
    f.occurred_at,
    f.payment_token,
    f.lines,
    f.sale_total_cents AS total_cents,
    f.net_cents,
    f.digest,
    f.arrived_at,
    f.raw_object,
    f.raw_version,
    f.position AS raw_position,
    f.loyalty_id,
    nullif(f.correction, 0) AS correction,
    f.settles,
    f.object_no
FROM firsts AS f
LEFT JOIN unfit AS u ON u.object_no = f.object_no AND u.position = f.position
WHERE u.rule IS NULL
