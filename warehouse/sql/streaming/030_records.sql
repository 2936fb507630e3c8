-- Every record of the stream as often as it came. Nothing is filtered or cast: a bad record stands aside and blocks none.
-- Unless: SELECT 1 FROM svv_mv_info WHERE schema_name = 'streamed' AND name = 'records'
CREATE MATERIALIZED VIEW streamed.records SORTKEY (arrived_at) AUTO REFRESH YES AS
SELECT
    approximate_arrival_timestamp AS arrived_at,
    shard_id,
    sequence_number,
    refresh_time,
    CASE WHEN CAN_JSON_PARSE(kinesis_data) THEN JSON_PARSE(kinesis_data) END AS payload,
    CASE WHEN NOT CAN_JSON_PARSE(kinesis_data) THEN kinesis_data END AS failed
FROM arriving."${stream}";
