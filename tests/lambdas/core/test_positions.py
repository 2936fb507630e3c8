"""Where a consumer is can be seen, never goes back, and is nothing that a batch depends on."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.batch_report import BatchReport, Position
from lambdas.core.positions import LEAST_MS, PositionNotWritten, Positions
from lambdas.core.records import KinesisRecord
from lambdas.shelves.rows import parse_new_row
from tests.lambdas.deliveries import LedgerFunction
from tests.lambdas.ledgers import Script, in_process, table_properties
from tests.lambdas.sales import ARRIVAL, QUARANTINE, encoded, event, record, sale
from tests.lambdas.shelves.rows import row

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client

TABLE = "positions"
KEPT = timedelta(hours=48)
PLENTY = 60_000
SHARD = "shardId-000000000000"
A_NUMBER = "49545115243490985018280067714973144582180062593244200961"


def with_table() -> "DynamoDBClient":
    """The table as the template has it, empty."""
    dynamodb = in_process()
    dynamodb.create_table(TableName=TABLE, **table_properties("inventory", "POSITIONS_TABLE"))
    return dynamodb


@pytest.fixture
def client() -> "DynamoDBClient":
    return with_table()


def positions(client: "DynamoDBClient") -> Positions:
    return Positions(client, TABLE, "inventory", KEPT)


def at(number: str) -> Position:
    """The place of a record of the stream."""
    raw = record(b"", 0)
    position = KinesisRecord.of(raw | {"kinesis": raw["kinesis"] | {"sequenceNumber": number}}).position
    assert position is not None
    return position


def noted(client: "DynamoDBClient") -> dict[str, str]:
    """The sequence numbers in the table, by shard."""
    items = client.scan(TableName=TABLE)["Items"]
    return {item["shard"]["S"]: item["sequence_number"]["S"] for item in items}


def settled(report: BatchReport) -> str | None:
    return report.settled.sequence_number if report.settled else None


def test_says_which_record_it_settled_last_when_that_came_and_when_it_will_be_forgotten(
    client: "DynamoDBClient",
) -> None:
    before = datetime.now(UTC)

    positions(client).reach(at(A_NUMBER), PLENTY)

    [item] = client.scan(TableName=TABLE)["Items"]
    assert (item["consumer"]["S"], item["shard"]["S"]) == ("inventory", SHARD)
    assert item["sequence_number"]["S"] == A_NUMBER
    assert datetime.fromisoformat(item["arrived_at"]["S"]).timestamp() == ARRIVAL
    settled_at = datetime.fromisoformat(item["settled_at"]["S"])
    assert before <= settled_at <= datetime.now(UTC)
    assert int(item["expires"]["N"]) == int((settled_at + KEPT).timestamp())


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10**58), min_size=1, max_size=6))
def test_whatever_the_order_in_which_batches_end_the_furthest_stays(numbers: list[int]) -> None:
    """FAULTS 24: the lanes of a shard overtake one another."""
    client = with_table()

    for number in numbers:
        positions(client).reach(at(str(number)), PLENTY)

    assert noted(client) == {SHARD: str(max(numbers))}


def test_one_call_a_batch_and_none_to_read(client: "DynamoDBClient") -> None:
    script = Script(client)

    positions(client).reach(at("1"), PLENTY)

    assert script.calls == ["UpdateItem"]


def test_shards_come_and_go_and_nobody_asks_which_there_are(client: "DynamoDBClient") -> None:
    """FAULTS 22: a child is another shard, whose numbers are its own."""
    child = Position("shardId-000000000001", "7", datetime.now(UTC), "001/7")

    positions(client).reach(at("9"), PLENTY)
    positions(client).reach(child, PLENTY)

    assert noted(client) == {SHARD: "9", "shardId-000000000001": "7"}


def test_what_cannot_be_noted_is_said_in_one_way(client: "DynamoDBClient") -> None:
    Script(client).fail("UpdateItem")

    with pytest.raises(PositionNotWritten, match=r"127\.0\.0\.1:9"):
        positions(client).reach(at("1"), PLENTY)


def test_a_throttle_is_no_reason_to_take_a_position_for_overtaken(client: "DynamoDBClient") -> None:
    with Stubber(client) as stubbed:
        stubbed.add_client_error("update_item", "ProvisionedThroughputExceededException")

        with pytest.raises(PositionNotWritten) as missed:
            positions(client).reach(at("1"), PLENTY)

    assert isinstance(missed.value.__cause__, ClientError)


def test_near_the_timeout_the_batch_comes_first(client: "DynamoDBClient") -> None:
    """FAULTS 16."""
    script = Script(client)

    with pytest.raises(PositionNotWritten, match="timeout"):
        positions(client).reach(at("1"), LEAST_MS - 1)

    assert script.calls == []


def test_a_consumer_is_at_the_last_record_that_it_settled_whatever_became_of_it(
    inventory: LedgerFunction,
) -> None:
    report = inventory.handle(event([encoded(sale(1)), b"broken"]), lambda: PLENTY)

    assert settled(report) == "1"


def test_a_consumer_that_stopped_is_before_the_record_that_comes_again(
    inventory: LedgerFunction, s3: "S3Client"
) -> None:
    s3.delete_bucket(Bucket=QUARANTINE)

    report = inventory.handle(event([encoded(sale(1)), b"broken", encoded(sale(2))]), lambda: PLENTY)

    assert (settled(report), report.stopped_at) == ("0", "1")


def test_a_consumer_that_settled_nothing_is_nowhere(inventory: LedgerFunction) -> None:
    assert inventory.handle(event([encoded(sale(1))]), lambda: 0).settled is None


def test_rows_of_several_shards_compare_by_the_time_of_their_insertion() -> None:
    """The event of a table's stream names no shard, and its numbers compare within one only."""
    early, late = (each.position for each in map(parse_new_row, [row(9, {}), row(10, {})]) if each)

    assert early.order < late.order
    assert {early.shard, late.shard} == {"every"}
