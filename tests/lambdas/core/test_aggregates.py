"""Several records in one are taken apart, and come again together."""

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from aws_kinesis_agg.aggregator import RecordAggregator
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.aggregates import split_aggregates
from lambdas.core.records import KinesisRecord
from tests.lambdas.aggregates import aggregate, sealed
from tests.lambdas.batches import BROKEN, plenty, quarantined
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import Script, rows_of
from tests.lambdas.sales import encoded, event, record, sale
from twin.semantics.aggregates import split_aggregates as split_as_firehose
from twin.semantics.records import StreamRecord

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

THREE = [encoded(sale(number)) for number in (1, 2, 3)]


def taken_apart(data: bytes) -> list[KinesisRecord]:
    return list(split_aggregates([KinesisRecord.of(record(data, 7))]))


def test_what_the_library_packs_is_taken_apart_under_its_own_keys() -> None:
    """FAULTS 49."""
    packer = RecordAggregator()
    for number, data in enumerate(THREE):
        packer.add_user_record(f"store {number}", data)

    parts = taken_apart(packer.clear_and_get().get_contents()[2])

    assert [(each.partition_key, each.data) for each in parts] == [
        (f"store {number}", data) for number, data in enumerate(THREE)
    ]
    assert {each.sequence_number for each in parts} == {"7"}
    assert len({each.identity for each in parts}) == 3


@pytest.mark.parametrize(
    "data",
    [
        aggregate(THREE)[:-1] + b"\0",
        aggregate(THREE)[:20],
        aggregate(THREE)[:4],
        sealed(b"\xff\xff"),
        aggregate(THREE, index=1),
    ],
    ids=["another digest", "cut off", "magic alone", "no message", "a key that isn't there"],
)
def test_what_cannot_be_taken_apart_whole_stays_one_record(data: bytes) -> None:
    """FAULTS 49: nothing of it may get lost in silence."""
    assert [each.data for each in taken_apart(data)] == [data]


@given(
    st.lists(st.tuples(st.sampled_from(["367", "31", "Zürich"]), st.binary(max_size=20)), max_size=5),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3),
)
def test_it_is_read_as_aws_reads_it_damaged_or_not(
    packed: list[tuple[str, bytes]], damage: list[tuple[int, int]]
) -> None:
    """FAULTS 49: Firehose, of the twin, reads by AWS's own package."""
    packer = RecordAggregator()
    for key, data in packed:
        packer.add_user_record(key, data)
    message = bytearray(packer.clear_and_get().get_contents()[2][4:-16]) if packed else bytearray()
    for place, byte in damage:
        message[place : place + 1] = bytes([byte]) if place < len(message) else b""
    whole = sealed(bytes(message))

    firehose = split_as_firehose([StreamRecord("shard", "7", "0", 0.0, whole)])

    assert [(each.part, each.data) for each in taken_apart(whole)] == [
        (each.part, each.data) for each in firehose
    ]


def test_an_aggregate_may_be_empty() -> None:
    assert taken_apart(aggregate([])) == []


def test_each_sale_of_an_aggregate_is_applied_once_and_what_is_broken_is_kept(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    """FAULTS 49."""
    batch = event([encoded(sale(9)), aggregate([THREE[0], BROKEN, THREE[1]]), THREE[2]])

    first, again = inventory.handle(batch, plenty), inventory.handle(batch, plenty)

    assert (first.counts["applied"], again.counts["repeated"]) == (4, 4)
    assert len(rows_of(dynamodb)) == 4
    assert {b64decode(each["data"]) for each in quarantined(s3)} == {BROKEN}


def test_all_of_an_aggregate_comes_again_if_one_of_its_records_must(
    inventory: LedgerFunction, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 2, 49: the position is that of the last record of which nothing comes again."""
    many = [encoded(sale(number)) for number in range(60)]
    Script(dynamodb).refuse_row(3, "ThrottlingError")

    report = inventory.handle(event([encoded(sale(99)), aggregate(many)]), plenty)

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert report.settled is not None
    assert report.settled.sequence_number == "0"
    assert report.counts["applied"] > 0
