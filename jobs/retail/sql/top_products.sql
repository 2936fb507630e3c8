-- What sold for most in a store on a day, the five best.
SELECT
    store_id,
    business_day,
    max(CASE WHEN place = 1 THEN sku END) AS top_1,
    max(CASE WHEN place = 2 THEN sku END) AS top_2,
    max(CASE WHEN place = 3 THEN sku END) AS top_3,
    max(CASE WHEN place = 4 THEN sku END) AS top_4,
    max(CASE WHEN place = 5 THEN sku END) AS top_5
FROM (
    SELECT
        store_id,
        business_day,
        sku,
        row_number() OVER (
            PARTITION BY store_id, business_day ORDER BY sum(total_cents) DESC, sku
        ) AS place
    FROM sold
    GROUP BY store_id, business_day, sku
) AS ranked
WHERE place <= 5
GROUP BY store_id, business_day
