-- Sales that the table lacks, or has otherwise than a correction says; one that a rule has set aside is tried again,
-- for rules are mended too.
SELECT * FROM first_payloads WHERE digest = right_digest AND (kept_digest IS NULL OR is_correction)
