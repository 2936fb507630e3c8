-- The days' sales as the raw archive alone has them: of each sale id the payload that came first.
SELECT p.*
FROM payloads AS p
JOIN days AS d ON d.business_day = p.business_day
WHERE p.nth = 1
