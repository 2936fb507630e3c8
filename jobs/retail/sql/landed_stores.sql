-- Rows of a file of stores that no newer file has spoken of.
SELECT l.*
FROM landed AS l
LEFT JOIN stores AS s ON s.store_id = l.store_id
WHERE s.valid_from IS NULL OR s.valid_from <= l.valid_from
