-- What can't be curated: broken records, other payloads under a known sale id, sales that fail a rule.
SELECT
    d.record_id, d.object_no, d.position, d.reason, d.field, d.why,
    d.sale_id, d.store_id, d.business_day, d.net_cents
FROM decoded AS d
WHERE d.line_no IS NULL
UNION ALL
SELECT
    concat(p.sale_id, '/', p.digest), p.object_no, p.position,
    'conflict', 'sale_id', 'was curated before with another payload',
    p.sale_id, p.store_id, p.business_day, p.net_cents
FROM payloads AS p
JOIN first_payloads AS f ON f.sale_id = p.sale_id
WHERE p.digest <> f.right_digest
    -- What a correction settles is no conflict any more.
    AND coalesce(instr(f.right_settles, p.digest), 0) = 0
    AND coalesce(instr(f.right_settles, p.former_digest), 0) = 0
UNION ALL
SELECT
    concat(f.sale_id, '/', f.digest), f.object_no, f.position, u.rule, u.field, u.why,
    f.sale_id, f.store_id, f.business_day, f.net_cents
FROM firsts AS f
JOIN unfit AS u ON u.object_no = f.object_no AND u.position = f.position
