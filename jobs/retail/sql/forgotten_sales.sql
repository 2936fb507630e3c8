-- The sales of some days, with a word where those stood who are forgotten, and where the bytes of each lie now.
SELECT
    s.sale_id,
    s.store_id,
    s.business_day,
    s.register_id,
    s.occurred_at,
    coalesce(f.payment_token, s.payment_token) AS payment_token,
    s.lines,
    s.total_cents,
    s.net_cents,
    coalesce(f.digest, s.digest) AS digest,
    s.arrived_at,
    s.raw_object,
    coalesce(m.new_version, s.raw_version) AS raw_version,
    s.raw_position,
    coalesce(f.loyalty_id, s.loyalty_id) AS loyalty_id,
    s.correction,
    coalesce(r.settles, s.settles) AS settles
FROM sales AS s
JOIN rewritten_days AS d ON d.business_day = s.business_day
LEFT JOIN forgotten AS f ON f.sale_id = s.sale_id AND f.old_digest = s.digest
LEFT JOIN moved_objects AS m ON m.raw_object = s.raw_object AND m.old_version = s.raw_version
LEFT JOIN resettled AS r ON r.sale_id = s.sale_id AND r.business_day = s.business_day
