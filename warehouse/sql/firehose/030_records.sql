-- What COPY has loaded, a record a row and as it came; and the same columns as of the streaming view.
CREATE TABLE IF NOT EXISTS streamed.delivered (
    data VARCHAR(65535),
    arrived_at TIMESTAMPTZ DEFAULT GETDATE(),
    place BIGINT IDENTITY(0, 1)
) SORTKEY (arrived_at);

CREATE OR REPLACE VIEW streamed.records AS
SELECT
    arrived_at,
    CAST('firehose' AS VARCHAR(128)) AS shard_id,
    CAST(place AS VARCHAR(128)) AS sequence_number,
    arrived_at AS refresh_time,
    CASE WHEN CAN_JSON_PARSE(data) THEN JSON_PARSE(data) END AS payload,
    CASE WHEN NOT CAN_JSON_PARSE(data) THEN data END AS failed
FROM streamed.delivered;
