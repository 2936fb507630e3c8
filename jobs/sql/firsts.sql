-- Sales that the table lacks.
SELECT * FROM first_payloads WHERE kept_digest IS NULL
