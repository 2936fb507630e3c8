-- The fields of every record, typed; what the contract refuses is null. Text is measured before it is cast.
CREATE OR REPLACE VIEW streamed.fields AS
SELECT
    r.shard_id,
    r.sequence_number,
    CAST(r.arrived_at AS TIMESTAMPTZ) AS arrived_at,
    r.refresh_time,
    r.payload IS NULL AS is_unreadable,
    JSON_SIZE(r.payload) AS bytes,
    COALESCE(JSON_TYPEOF(r.payload.claim), 'null') = 'object' AS is_claim,
    CASE WHEN JSON_SIZE(r.payload) <= 60000 THEN SHA2(JSON_SERIALIZE(r.payload), 256) END AS digest,
    CASE
        WHEN IS_VARCHAR(r.payload.schema_version) AND JSON_SIZE(r.payload.schema_version) <= 1024
            THEN r.payload.schema_version::VARCHAR(1024)
    END AS schema_version,
    CASE
        WHEN IS_VARCHAR(r.payload.sale_id) AND JSON_SIZE(r.payload.sale_id) <= 1024
            THEN r.payload.sale_id::VARCHAR(1024)
    END AS sale_id,
    CASE
        WHEN IS_VARCHAR(r.payload.store_id) AND JSON_SIZE(r.payload.store_id) <= 1024
            THEN r.payload.store_id::VARCHAR(1024)
    END AS store_id,
    CASE
        WHEN IS_VARCHAR(r.payload.register_id) AND JSON_SIZE(r.payload.register_id) <= 1024
            THEN r.payload.register_id::VARCHAR(1024)
    END AS register_id,
    CASE
        WHEN IS_VARCHAR(r.payload.occurred_at) AND JSON_SIZE(r.payload.occurred_at) <= 1024
            THEN r.payload.occurred_at::VARCHAR(1024)
    END AS occurred_at,
    CASE
        WHEN IS_VARCHAR(r.payload.payment_token) AND JSON_SIZE(r.payload.payment_token) <= 1024
            THEN r.payload.payment_token::VARCHAR(1024)
    END AS payment_token,
    CASE
        WHEN COALESCE(JSON_TYPEOF(r.payload.loyalty_id), 'null') = 'null' THEN ''
        WHEN IS_VARCHAR(r.payload.loyalty_id) AND JSON_SIZE(r.payload.loyalty_id) BETWEEN 3 AND 1024
            THEN r.payload.loyalty_id::VARCHAR(1024)
    END AS loyalty_id,
    CASE WHEN IS_ARRAY(r.payload.lines) THEN GET_ARRAY_LENGTH(r.payload.lines) END AS lines
FROM streamed.records AS r;
