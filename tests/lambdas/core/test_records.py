"""What Lambda hands over is read as a record, and anything else is kept whole and holds nothing up."""

import json
from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.records import KinesisRecord
from tests.lambdas.batches import plenty, quarantined
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import create_ledger, in_process, rows_of
from tests.lambdas.objects import Objects, inventory_over
from tests.lambdas.sales import QUARANTINE, STREAM_ARN, encoded, record, sale
from tests.lambdas.sam_samples import KINESIS

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

GOOD = record(encoded(sale(1)), 7)


def changed(**changes: Any) -> dict[str, Any]:
    """Return a good envelope with fields replaced; one that is set to None is left out."""
    return {name: value for name, value in (GOOD | changes).items() if value is not None}


def inner(**changes: Any) -> dict[str, Any]:
    """Return a good envelope with what Kinesis says of the record replaced."""
    kinesis = {name: value for name, value in (GOOD["kinesis"] | changes).items() if value is not None}
    return GOOD | {"kinesis": kinesis}


ODD: dict[str, Any] = {
    "the SAM CLI's sample": KINESIS,
    "no source": changed(eventSourceARN=None),
    "a source that is no text": changed(eventSourceARN=["a"]),
    "a stream without a name": changed(eventSourceARN="arn:aws:kinesis:us-east-1:123456789012:stream/"),
    "no stream": changed(eventSourceARN="arn:aws:kinesis:us-east-1:123456789012:stream"),
    "a queue": changed(eventSourceARN="arn:aws:sqs:us-east-1:123456789012:stream/sales"),
    "a stream that is a path": changed(eventSourceARN=f"{STREAM_ARN}/../../loyalty"),
    "no event id": changed(eventID=None),
    "an event id without a shard": changed(eventID=":7"),
    "a shard that is a path": changed(eventID="../../loyalty:7"),
    "a shard of a thousand letters": changed(eventID="s" * 1000 + ":7"),
    "nothing of Kinesis": changed(kinesis=None),
    "Kinesis as a list": changed(kinesis=[]),
    "no sequence number": inner(sequenceNumber=None),
    "a sequence number that is a path": inner(sequenceNumber="../7"),
    "a sequence number that is a number": inner(sequenceNumber=7),
    "a sequence number without end": inner(sequenceNumber="7" * 2000),
    "no partition key": inner(partitionKey=None),
    "a partition key that is no text": inner(partitionKey=7),
    "no time of arrival": inner(approximateArrivalTimestamp=None),
    "a time that is none": inner(approximateArrivalTimestamp="now"),
    "a time beyond all calendars": inner(approximateArrivalTimestamp=1e300),
    "no data": inner(data=None),
    "data that is no Base64": inner(data="a"),
    "half a character": changed(note="\ud800", eventID=None),
    "a list": [1],
    "a text": "record",
    "nothing": None,
}


def test_a_record_tells_the_stream_that_it_came_from() -> None:
    assert KinesisRecord.of(record(b"sale", 1)).stream == "sales"


def test_a_record_of_an_enhanced_fan_out_consumer_tells_the_stream_and_not_the_consumer() -> None:
    pushed = {**record(b"sale", 1), "eventSourceARN": f"{STREAM_ARN}/consumer/fraud:1540591608"}

    assert KinesisRecord.of(pushed).stream == "sales"


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_a_stream_of_any_partition_is_one(partition: str) -> None:
    there = STREAM_ARN.replace("arn:aws:", f"arn:{partition}:")

    assert KinesisRecord.of({**record(b"sale", 1), "eventSourceARN": there}).stream == "sales"


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_an_odd_envelope_is_kept_whole_and_acknowledged_and_the_others_are_applied(
    odd: Any,
    inventory: LedgerFunction,
    dynamodb: "DynamoDBClient",
    s3: "S3Client",
) -> None:
    batch = {"Records": [record(encoded(sale(2)), 8), odd, record(encoded(sale(3)), 9)]}

    report = inventory.handle(batch, plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts == {"applied": 2, "wrong_shape": 1}
    assert len(rows_of(dynamodb)) == 2
    [kept] = quarantined(s3)
    assert json.loads(b64decode(kept["data"])) == odd
    assert kept["field"] in ("eventSourceARN", "eventID", "envelope", *KINESIS_FIELDS)
    assert report.settled is not None
    assert report.settled.sequence_number == "9"


KINESIS_FIELDS = ("kinesis.partitionKey", "kinesis.sequenceNumber")


def test_a_position_is_never_that_of_an_odd_envelope(inventory: LedgerFunction) -> None:
    report = inventory.handle({"Records": [record(encoded(sale(2)), 8), KINESIS]}, plenty)

    assert report.settled is not None
    assert report.settled.sequence_number == "8"
    assert inventory.handle({"Records": [KINESIS]}, plenty).settled is None


@pytest.mark.parametrize(
    ("odd", "reported"),
    [(KINESIS, KINESIS["kinesis"]["sequenceNumber"]), ([1], "")],
    ids=["by its number", "with its whole batch, having none"],
)
def test_an_odd_envelope_that_cannot_be_kept_comes_again(
    odd: Any,
    reported: str,
    inventory: LedgerFunction,
    s3: "S3Client",
) -> None:
    s3.delete_bucket(Bucket=QUARANTINE)

    report = inventory.handle({"Records": [record(encoded(sale(2)), 8), odd]}, plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": reported}]}
    assert report.stopped


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.just("arn:aws:kinesis:EXAMPLE"),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=9), inside, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from([*GOOD, *GOOD["kinesis"]])


@st.composite
def envelopes(draw: Callable[..., Any]) -> Any:
    """Draw whatever JSON there is, and good envelopes with a few fields replaced or left out."""
    if draw(st.booleans()):
        return draw(values)
    changes = draw(st.dictionaries(fields, values, min_size=1, max_size=2))
    outer = {name: value for name, value in changes.items() if name in GOOD}
    return inner(**{name: value for name, value in changes.items() if name not in GOOD}) | outer


@settings(max_examples=100)
@given(st.lists(envelopes(), max_size=4), st.lists(envelopes(), max_size=4))
def test_whatever_a_batch_holds_it_is_acknowledged_and_each_part_of_it_applied_or_kept(
    before: list[Any], behind: list[Any]
) -> None:
    dynamodb, kept = create_ledger(in_process()), Objects()
    consumer = inventory_over(dynamodb, kept)
    batch = {"Records": [*before, record(encoded(sale(1)), 5), *behind]}

    first, again = consumer.handle(batch, plenty), dict(kept)
    second = consumer.handle(batch, plenty)

    assert first.answer == second.answer == {"batchItemFailures": []}
    assert sum(first.counts.values()) == len(batch["Records"])
    assert len(rows_of(dynamodb)) == 1
    assert kept == again, "what comes again goes under the same key"
    assert all(len(key) < 512 and ".." not in key and key.count("/") == 4 for key in kept)
    assert (
        len(b"".join(kept.values()).splitlines())
        == first.counts.total() - first.counts["applied"] - (first.counts["repeated"])
    )


@settings(max_examples=50)
@given(st.lists(envelopes(), min_size=1, max_size=6))
def test_refusals_of_different_batches_never_replace_one_another(odd: list[Any]) -> None:
    kept = Objects()
    consumer = inventory_over(create_ledger(in_process()), kept)

    for each in odd:
        consumer.handle({"Records": [each]}, plenty)

    refused = {KinesisRecord.of(each).data for each in odd if KinesisRecord.of(each).fault}
    assert refused <= kept.refused()


def test_what_is_replayed_to_one_consumer_has_no_position() -> None:
    """So that the reader of the stream stays where it is noted."""
    replayed = {**record(b"sale", 1), "eventID": "replay:1"}

    assert KinesisRecord.of(record(b"sale", 1)).position is not None
    assert KinesisRecord.of(replayed).position is None
