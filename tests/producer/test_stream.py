"""One request: what goes into it, and what comes of each sale."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.parsers import ResponseParserError

from producer.claims import ClaimBucket
from producer.event import EncodedEvent
from producer.outcomes import Accepted, Spooled, UnsendableEvent
from producer.spool import SpoolEntry
from producer.stream import BYTES_A_RECORD, BYTES_A_REQUEST, StreamWriter
from tests.producer.sales import AWAY, Fault, FaultyStream, sale_ids

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client


def sized(name: str, size: int) -> EncodedEvent:
    """Make a sale that counts for this many bytes."""
    data = json.dumps({"sale_id": name, "store_id": name, "pad": ""}).encode()
    return EncodedEvent(name, name, data[:-2] + b"x" * (size - len(data) - len(name)) + data[-2:])


def stream(kinesis: "KinesisClient", claims: ClaimBucket | None = None) -> StreamWriter:
    return StreamWriter("events", kinesis=kinesis, claims=claims, record_bytes=BYTES_A_RECORD)


def first_request(*sizes: int) -> int:
    """Return how many of the sales of these sizes go into the first request."""
    waiting = [SpoolEntry(index, sized(str(index), size)) for index, size in enumerate(sizes)]
    return len(list(stream(FaultyStream().client).fill_request(waiting)))


def test_a_request_has_500_records_at_most() -> None:
    assert first_request(*[100] * 501) == 500


def test_a_request_has_10_mib_at_most_partition_keys_included() -> None:
    left = BYTES_A_REQUEST - 10 * BYTES_A_RECORD

    assert first_request(*[BYTES_A_RECORD] * 11) == 10
    assert first_request(*[BYTES_A_RECORD] * 10, left, 100) == 11
    assert first_request(*[BYTES_A_RECORD] * 10, left + 1, 100) == 10


def test_a_sale_that_needs_a_claim_goes_alone() -> None:
    """FAULTS 20: so that a claim store that fails holds up no other store."""
    assert first_request(100, BYTES_A_RECORD + 1, 100) == 1
    assert first_request(BYTES_A_RECORD + 1, 100, 100) == 1


def test_a_record_of_exactly_the_limit_travels_as_it_is(kinesis: "KinesisClient") -> None:
    """FAULTS 20."""
    largest = sized("largest", BYTES_A_RECORD)

    outcomes = stream(kinesis).put([stream(kinesis).require_sendable(largest)])

    assert isinstance(outcomes[0], Accepted)


def test_one_byte_more_needs_a_claim_store() -> None:
    """FAULTS 20."""
    with pytest.raises(UnsendableEvent, match="1024001 bytes are over the 1024000 of a record"):
        stream(FaultyStream().client).require_sendable(sized("too big", BYTES_A_RECORD + 1))


@pytest.mark.parametrize(("characters", "fits"), [(236, True), (237, False)])
def test_an_id_that_makes_no_key_of_a_claim_is_refused_before_it_waits(
    characters: int, fits: bool, s3: "S3Client"
) -> None:
    """FAULTS 20: S3 would never take it, and it would hold its store's sales up for good."""
    claims = ClaimBucket(s3=s3, bucket="claims")
    big = sized("\N{GRINNING FACE}" * characters, BYTES_A_RECORD + 5_000)

    assert claims.has_key_for(big) is fits
    if not fits:
        with pytest.raises(UnsendableEvent, match="too long for the key"):
            stream(FaultyStream().client, claims).require_sendable(big)


def test_one_byte_more_travels_as_a_claim(s3: "S3Client") -> None:
    """FAULTS 20."""
    kinesis, big = FaultyStream(), sized("big", BYTES_A_RECORD + 1)
    claiming = stream(kinesis.client, ClaimBucket(s3=s3, bucket="raw"))

    claiming.put([claiming.require_sendable(big)])

    claim = json.loads(kinesis.taken[0])["claim"]
    assert s3.get_object(Bucket="raw", Key=claim["key"])["Body"].read() == big.data


def test_a_claim_store_that_is_away_leaves_the_sale_waiting(s3: "S3Client") -> None:
    """FAULTS 20: a claim never travels ahead of what it stands for."""
    kinesis = FaultyStream()
    claiming = stream(kinesis.client, ClaimBucket(s3=s3, bucket="no-such-bucket"))

    outcomes = claiming.put([sized("big", BYTES_A_RECORD + 1)])

    assert isinstance(outcomes[0], Spooled)
    assert "NoSuchBucket" in outcomes[0].reason
    assert kinesis.requests == []


def test_a_record_that_failed_is_told_apart_from_its_neighbours(kinesis: "KinesisClient") -> None:
    """FAULTS 18: a reply of status 200 whose FailedRecordCount is 1."""
    fail_record(kinesis, 1)

    outcomes = stream(kinesis).put([sized(name, 100) for name in "ABC"])

    assert [type(outcome) for outcome in outcomes] == [Accepted, Spooled, Accepted]
    assert outcomes[1] == Spooled("B", "ProvisionedThroughputExceededException: Rate exceeded")
    assert sale_ids(read(kinesis)) == ["A", "C"]


@pytest.mark.parametrize("instead", [AWAY, ResponseParserError("not JSON")])
def test_a_fault_of_the_request_is_a_fault_of_each_sale(instead: Exception) -> None:
    kinesis = FaultyStream([Fault(instead=instead)])

    outcomes = stream(kinesis.client).put([sized(name, 100) for name in "AB"])

    assert outcomes == [Spooled("A", str(instead)), Spooled("B", str(instead))]


def test_a_stream_that_is_not_there_is_a_reason_not_a_crash(kinesis: "KinesisClient") -> None:
    gone = StreamWriter("gone", kinesis=kinesis, claims=None, record_bytes=BYTES_A_RECORD)

    (outcome,) = gone.put([sized("A", 100)])

    assert isinstance(outcome, Spooled)
    assert "ResourceNotFoundException" in outcome.reason


def fail_record(kinesis: "KinesisClient", index: int) -> None:
    """Make the real client's next replies hold a failed record, which moto never answers."""
    failed = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}

    def keep_back(params: dict[str, Any], **_: object) -> None:
        del params["Records"][index]

    def tell(parsed: dict[str, Any], **_: object) -> None:
        parsed["Records"].insert(index, failed)
        parsed["FailedRecordCount"] = 1

    kinesis.meta.events.register("provide-client-params.kinesis.PutRecords", keep_back)
    kinesis.meta.events.register("after-call.kinesis.PutRecords", tell)


def read(kinesis: "KinesisClient") -> list[bytes]:
    shard = kinesis.list_shards(StreamName="events")["Shards"][0]["ShardId"]
    start = kinesis.get_shard_iterator(StreamName="events", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    return [record["Data"] for record in kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]]
