from tests.twin.semantics.streams import SHARD, STREAM, records
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record, object_key

IDENTITY = MappingIdentity(
    uuid="0f6e",
    stream_arn=STREAM,
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
