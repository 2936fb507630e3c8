from dataclasses import replace

from tests.twin.semantics.streams import (
    CONSUMER,
    SHARD,
    STREAM,
    TABLE_SHARD,
    TABLE_STREAM,
    insert,
    inserted_numbers,
    records,
)
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record, object_key

IDENTITY = MappingIdentity(
    uuid="0f6e",
    source_arn=STREAM,
    function_arn="arn:aws:lambda:eu-central-1:111122223333:function:inventory",
    role_arn="arn:aws:iam::111122223333:role/inventory",
)
AT = 1_573_691_886.021


def test_names_the_object_by_mapping_shard_and_time() -> None:
    key = object_key(IDENTITY, SHARD, AT, "c9b8")

    assert key == f"aws/lambda/0f6e/{SHARD}/2019/11/14/2019-11-14T00.38.06-c9b8"


def test_sends_the_whole_invocation_record_when_retries_run_out() -> None:
    """FAULTS 4 and 5."""
    discarded = Discarded(records(5, 6), "RetryAttemptsExhausted", 3, "Unhandled")

    document = invocation_record(discarded, IDENTITY, AT, request_id="7a1d")

    assert document["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert document["requestContext"]["approximateInvokeCount"] == 3
    assert document["timestamp"] == "2019-11-14T00:38:06.021Z"
    assert document["KinesisBatchInfo"] == {
        "shardId": SHARD,
        "startSequenceNumber": "5",
        "endSequenceNumber": "6",
        "approximateArrivalOfFirstRecord": "1970-01-01T00:00:00.000Z",
        "approximateArrivalOfLastRecord": "1970-01-01T00:00:00.000Z",
        "batchSize": 2,
        "streamArn": STREAM,
    }
    assert [each["kinesis"]["data"] for each in document["payload"]["Records"]] == ["NQ==", "Ng=="]


def test_tells_of_a_tables_stream_under_its_own_name() -> None:
    """FAULTS 4."""
    discarded = Discarded((insert(5), insert(6)), "RetryAttemptsExhausted", 3, "Unhandled")

    document = invocation_record(discarded, replace(IDENTITY, source_arn=TABLE_STREAM), AT, "7a1d")

    place = document["DDBStreamBatchInfo"]
    assert (place["shardId"], place["streamArn"], place["batchSize"]) == (TABLE_SHARD, TABLE_STREAM, 2)
    assert (place["startSequenceNumber"], place["endSequenceNumber"]) == ("5", "6")
    assert inserted_numbers(document["payload"]) == [5, 6]
    assert "KinesisBatchInfo" not in document


def test_tells_the_stream_behind_a_consumer_and_that_the_consumer_got_it() -> None:
    discarded = Discarded(records(5), "RetryAttemptsExhausted", 3, "Unhandled")

    document = invocation_record(discarded, replace(IDENTITY, source_arn=CONSUMER), AT, "7a1d")

    assert document["KinesisBatchInfo"]["streamArn"] == STREAM
    assert [each["eventSourceARN"] for each in document["payload"]["Records"]] == [CONSUMER]
