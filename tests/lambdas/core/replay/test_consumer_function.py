"""One consumer gets what was archived as its mapping would bring it, and nobody else does."""

import json

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core import contract
from lambdas.core.replay.batches import ReplayedRecord
from lambdas.core.replay.consumer_function import (
    COMMA,
    HEAD,
    PAYLOAD_BYTES,
    TAIL,
    ConsumerFunction,
    EncodedRecord,
    NotSettled,
    count_settled,
    sequence_number,
    split_by_size,
)
from limits import consumers
from tests.lambdas.core.replay.cloud import FUNCTION_ARN, LOYALTY, NOON, Cloud
from tests.lambdas.core.replay.functions import CRASHED, THROTTLED, WELL
from tests.lambdas.core.replay.test_chunk import sold
from tests.lambdas.sales import QUARANTINE, STREAM_ARN, encoded, sale

ORIGIN = "events/year=2017/month=03/day=01/hour=12/a.gz#v1"


def kept(*payloads: bytes) -> list[ReplayedRecord]:
    return [ReplayedRecord(number, contract.parse(data), data) for number, data in enumerate(payloads, 1)]


def over(cloud: Cloud, origin: str = ORIGIN) -> ConsumerFunction:
    return ConsumerFunction(cloud.functions, FUNCTION_ARN, STREAM_ARN, origin, NOON)


def objects(cloud: Cloud) -> list[str]:
    return [each["Key"] for each in cloud.s3.list_objects_v2(Bucket=QUARANTINE).get("Contents", ())]


def test_hands_records_over_in_the_event_of_a_mapping() -> None:
    cloud = Cloud()

    over(cloud).put(kept(sold(1)))

    [event] = cloud.invoked.events
    [record] = event["Records"]
    number = sequence_number(ORIGIN, 1)
    assert record["kinesis"] == {
        "kinesisSchemaVersion": "1.0",
        "partitionKey": "367",
        "sequenceNumber": number,
        "data": record["kinesis"]["data"],
        "approximateArrivalTimestamp": NOON.timestamp(),
    }
    assert (record["eventID"], record["eventSource"]) == (f"replay:{number}", "aws:kinesis")
    assert (record["eventSourceARN"], record["awsRegion"]) == (STREAM_ARN, "eu-central-1")


def test_a_sale_that_is_missing_is_applied_and_one_that_is_known_is_not() -> None:
    cloud = Cloud()
    over(cloud).put(kept(sold(1)))

    put = over(cloud).put(kept(sold(1), sold(2)))

    assert put == 2
    assert len(cloud.live_rows(LOYALTY)) == 2
    assert dict(cloud.invoked.reports[-1].counts) == {"repeated": 1, "applied": 1}


def test_moves_no_position_of_the_live_reader() -> None:
    """Positions are noted of shards, and a replayed record lies in none."""
    cloud = Cloud()

    over(cloud).put(kept(sold(1), sold(2)))

    [report] = cloud.invoked.reports
    assert (report.settled, report.answer) == (None, {"batchItemFailures": []})


def test_goes_on_behind_what_was_settled() -> None:
    cloud = Cloud()
    ways = (2, 1, WELL)
    cloud.invoked.goes = lambda place: ways[place]

    put = over(cloud).put(kept(*(sold(number) for number in range(5))))

    assert put == 5
    assert [len(event["Records"]) for event in cloud.invoked.events] == [5, 3, 2]
    assert len(cloud.live_rows(LOYALTY)) == 5


@pytest.mark.parametrize(
    ("goes", "said"),
    [
        (0, "loyalty settled none of 2 records: it gave the first one back, its log says why"),
        (CRASHED, 'loyalty settled none of 2 records: {"errorType": "MemoryError"}'),
    ],
)
def test_a_function_that_settles_nothing_is_a_fault_that_may_pass(goes: str | int, said: str) -> None:
    cloud = Cloud()
    cloud.invoked.goes = lambda _: goes

    with pytest.raises(NotSettled, match=said):
        over(cloud).put(kept(sold(1), sold(2)))


def test_a_throttle_is_left_to_the_machine() -> None:
    cloud = Cloud()
    cloud.invoked.goes = lambda _: THROTTLED

    with pytest.raises(ClientError, match="TooManyRequests"):
        over(cloud).put(kept(sold(1)))


def test_what_is_refused_again_lies_once_in_quarantine_however_often_it_is_replayed() -> None:
    """FAULTS 12, 31."""
    cloud = Cloud()
    records = kept(sold(1), encoded(sale(1, occurred_at="2017-03-01T11:00:00Z", payment_token="tok_other")))

    for _ in range(3):
        over(cloud).put(records)

    [key] = objects(cloud)
    assert key.startswith(f"loyalty/2017-03-01/sales/replay/{sequence_number(ORIGIN, 2)}-")


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        (b"", 2),
        (b"null", 2),
        (b'{"batchItemFailures": []}', 2),
        (b'{"batchItemFailures": null}', 2),
        (b'{"batchItemFailures": [{"itemIdentifier": "unknown"}]}', 0),
        (b'{"batchItemFailures": [{"itemIdentifier": ""}]}', 0),
    ],
)
def test_reads_an_answer_as_lambda_does(answer: bytes, settled: int) -> None:
    assert count_settled([EncodedRecord("1", b""), EncodedRecord("2", b"")], answer) == settled


def test_no_invocation_is_larger_than_lambda_takes() -> None:
    assert consumers.PAYLOAD_BYTES.limit == PAYLOAD_BYTES
    cloud = Cloud()
    much = "x" * 600_000
    records = kept(*(encoded(sale(number, note=much)) for number in range(11)))

    over(cloud).put(records)

    sizes = [len(json.dumps(event, separators=(",", ":"))) for event in cloud.invoked.events]
    assert sum(len(event["Records"]) for event in cloud.invoked.events) == 11
    assert max(sizes) <= PAYLOAD_BYTES < sum(sizes)


@settings(max_examples=50)
@given(sizes=st.lists(st.integers(1, PAYLOAD_BYTES + 1_000_000), max_size=12))
def test_every_record_is_in_one_invocation_in_its_order(sizes: list[int]) -> None:
    entries = [EncodedRecord(str(place), b"x" * size) for place, size in enumerate(sizes)]

    parts = list(split_by_size(entries))

    assert [each for part in parts for each in part] == entries
    for part in parts:
        payload = len(HEAD + TAIL + COMMA.join(each.encoded for each in part))
        assert payload <= PAYLOAD_BYTES or len(part) == 1


def test_a_number_is_of_a_line_and_greater_behind_it() -> None:
    numbers = [sequence_number(ORIGIN, line) for line in (1, 2, 99_999_999)]

    assert [*map(int, numbers)] == sorted(map(int, numbers))
    assert {len(number) for number in numbers} == {29}
    assert sequence_number(f"{ORIGIN}2", 1) not in numbers
