-- The sales of those days become the lake's: changed, added, and taken away if the lake has them no more.
MERGE INTO stored.sales USING incoming_sales ON stored.sales.sale_id = incoming_sales.sale_id
WHEN MATCHED THEN UPDATE SET
    store_id = incoming_sales.store_id,
    business_day = incoming_sales.business_day,
    register_id = incoming_sales.register_id,
    occurred_at = incoming_sales.occurred_at,
    payment_token = incoming_sales.payment_token,
    loyalty_id = incoming_sales.loyalty_id,
    lines = incoming_sales.lines,
    total_cents = incoming_sales.total_cents,
    net_cents = incoming_sales.net_cents,
    digest = incoming_sales.digest,
    arrived_at = incoming_sales.arrived_at
WHEN NOT MATCHED THEN INSERT (
    sale_id, store_id, business_day, register_id, occurred_at, payment_token, loyalty_id, lines, total_cents,
    net_cents, digest, arrived_at
) VALUES (
    incoming_sales.sale_id, incoming_sales.store_id, incoming_sales.business_day, incoming_sales.register_id,
    incoming_sales.occurred_at, incoming_sales.payment_token, incoming_sales.loyalty_id, incoming_sales.lines,
    incoming_sales.total_cents, incoming_sales.net_cents, incoming_sales.digest, incoming_sales.arrived_at
);

DELETE FROM stored.sales
WHERE business_day IN (SELECT business_day FROM differing_days)
    AND sale_id NOT IN (SELECT sale_id FROM incoming_sales);
