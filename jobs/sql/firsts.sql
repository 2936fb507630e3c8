-- Sales that are not known yet.
SELECT * FROM first_payloads WHERE kept_digest IS NULL
