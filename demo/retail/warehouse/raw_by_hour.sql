-- The saved question "sales by hour", asked of the raw records themselves: DuckDB's own SQL, and no code of ours.
WITH readable AS (
    SELECT place, arrived_at, TRY_CAST(TRY(decode(data)) AS JSON) AS sale
    FROM raw
),

fields AS (
    SELECT
        place,
        arrived_at,
        json_extract_string(sale, '$.schema_version') AS schema_version,
        json_extract_string(sale, '$.sale_id') AS sale_id,
        json_extract_string(sale, '$.store_id') AS store_id,
        json_extract_string(sale, '$.register_id') AS register_id,
        json_extract_string(sale, '$.payment_token') AS payment_token,
        json_extract_string(sale, '$.occurred_at') AS occurred_at,
        json_extract_string(sale, '$.lines[*].quantity') AS quantities,
        json_extract(sale, '$.lines[*]') AS lines
    FROM readable
),

accepted AS (
    SELECT DISTINCT ON (sale_id)
        sale_id,
        TRY_CAST(split_part(sale_id, '/', 2) AS DATE) AS business_day,
        TRY_CAST(occurred_at AS TIMESTAMPTZ) AS occurred_at,
        lines
    FROM fields
    WHERE schema_version LIKE '1.%'
        AND len(lines) > 0
        AND len(list_filter(quantities, lambda each: NOT regexp_full_match(each, '-?[0-9]+'))) = 0
        AND split_part(sale_id, '/', 1) = store_id
        AND split_part(sale_id, '/', 3) = register_id
        AND NOT regexp_matches(replace(payment_token, ' ', ''), '[0-9]{13}')
        AND TRY_CAST(occurred_at AS TIMESTAMPTZ) <= arrived_at + INTERVAL 1 HOUR
        AND abs(TRY_CAST(split_part(sale_id, '/', 2) AS DATE) - TRY_CAST(left(occurred_at, 10) AS DATE)) <= 1
    ORDER BY sale_id, place
),

sold AS (
    SELECT sale_id, occurred_at, unnest(lines) AS line
    FROM accepted
    WHERE business_day = CAST(? AS DATE)
)

SELECT
    hour(occurred_at) AS sold_hour,
    count(DISTINCT sale_id) AS sales,
    count(*) AS lines,
    sum(CAST(json_extract(line, '$.total_cents') AS BIGINT)) AS total_cents,
    sum(
        CAST(json_extract(line, '$.total_cents') AS BIGINT)
        - coalesce(CAST(json_extract(line, '$.discounts.coupon') AS BIGINT), 0)
    ) AS net_cents
FROM sold
GROUP BY sold_hour
ORDER BY sold_hour
