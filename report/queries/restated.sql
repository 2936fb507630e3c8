-- Which stores' days did late sales restate, and by how much?
SELECT
    business_day, version, store_id,
    sales - sales_before AS sales,
    total_cents - total_cents_before AS total_cents
FROM restatements
WHERE business_day BETWEEN {recent} AND {last}
ORDER BY business_day DESC, version DESC, store_id
