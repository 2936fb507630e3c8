-- Each store's day as the newest finished closing has it; what a closing that died has written stays unseen.
SELECT
    store_id,
    business_day,
    version,
    sales,
    lines,
    units,
    total_cents,
    retail_cents,
    coupon_cents,
    coupon_match_cents,
    net_cents,
    return_lines,
    return_cents,
    tax_free_lines,
    tax_free_cents,
    unknown_lines,
    top_1,
    top_2,
    top_3,
    top_4,
    top_5
FROM (
    SELECT
        d.*,
        row_number() OVER (PARTITION BY d.store_id, d.business_day ORDER BY d.version DESC) AS age
    FROM daily_store_sales AS d
    JOIN closings AS c ON c.business_day = d.business_day AND c.version = d.version
) AS stated
WHERE age = 1
