-- The days' sales as the raw archive has them, each once.
SELECT f.*
FROM first_payloads AS f
JOIN days AS d ON d.business_day = f.business_day
