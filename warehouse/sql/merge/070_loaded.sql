-- How far the merge has come, by the raw objects: what arrived before no longer counts from the stream.
DELETE FROM stored.loads;

INSERT INTO stored.loads (loaded_through)
SELECT MAX(arrived_at)
FROM stored.sales
HAVING MAX(arrived_at) IS NOT NULL;
