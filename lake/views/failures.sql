-- Whatever was refused or given up, a row each time that a record was; times are UTC, as text.
SELECT
    reason,
    consumer,
    coalesce(row_partition, TRY(json_extract_scalar(event, '$.${partition}'))) AS partition_key,
    coalesce(
        CASE WHEN row_entry NOT LIKE '+%' THEN concat(row_partition, '/', row_entry) END,
        TRY(json_extract_scalar(event, '$.${id}'))
    ) AS event_id,
    field,
    why,
    condition,
    arrived_at,
    failed_at,
    TRY(CAST(substr(failed_at, 1, 10) AS date)) AS day,
    coalesce(TRY(CAST(json_extract_scalar(event, '$.repaired.attempt') AS integer)), 0) AS attempt,
    object,
    record
FROM (
    SELECT
        reason,
        consumer,
        field,
        why,
        CAST(NULL AS varchar) AS condition,
        substr(coalesce(arrived_at, sent_at), 1, 19) AS arrived_at,
        substr(coalesce(arrived_at, sent_at), 1, 19) AS failed_at,
        "$path" AS object,
        data AS record,
        TRY(from_utf8(from_base64(data))) AS event,
        CAST(NULL AS varchar) AS row_partition,
        CAST(NULL AS varchar) AS row_entry
    FROM quarantined_objects
    UNION ALL
    SELECT
        condition AS reason,
        coalesce(nullif(lower(regexp_extract(function_arn, '-([A-Za-z]+)Function[0-9A-F]{8}-', 1)), ''), function_arn)
            AS consumer,
        'batch' AS field,
        coalesce(fault, 'reported as failed') AS why,
        condition,
        date_format(from_unixtime(CAST(coalesce(arrival, creation) AS double)), '%Y-%m-%dT%H:%i:%s') AS arrived_at,
        substr(failed_at, 1, 19) AS failed_at,
        object,
        coalesce(data, change) AS record,
        TRY(from_utf8(from_base64(data))) AS event,
        row_partition,
        row_entry
    FROM (
        SELECT
            json_extract_scalar(batch, '$.requestContext.condition') AS condition,
            json_extract_scalar(batch, '$.requestContext.functionArn') AS function_arn,
            json_extract_scalar(batch, '$.responseContext.functionError') AS fault,
            json_extract_scalar(batch, '$.timestamp') AS failed_at,
            json_extract_scalar(record, '$.kinesis.data') AS data,
            json_extract_scalar(record, '$.kinesis.approximateArrivalTimestamp') AS arrival,
            json_extract_scalar(record, '$.dynamodb.ApproximateCreationDateTime') AS creation,
            json_extract_scalar(record, '$.dynamodb.NewImage.partition.S') AS row_partition,
            json_extract_scalar(record, '$.dynamodb.NewImage.entry.S') AS row_entry,
            json_format(json_extract(record, '$.dynamodb')) AS change,
            "$path" AS object
        FROM given_up_batches
        CROSS JOIN UNNEST(
            CAST(
                coalesce(
                    json_extract(batch, '$.payload.Records'),
                    json_extract(json_extract_scalar(batch, '$.payload'), '$.Records')
                ) AS array(json)
            )
        ) AS records (record)
    ) AS given_up
) AS failed
