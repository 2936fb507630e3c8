"""A batch of records of a replication: each folded, put, noted, skipped, or kept with a reason."""

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from lambdas.core.cdc.change_consumer import ChangeConsumer
from lambdas.core.cdc.state_table import read_rows
from tests.emulated import refusing
from tests.lambdas.batches import plenty, quarantined
from tests.lambdas.core.cdc.conftest import MAIN_STREAM, READER
from tests.lambdas.core.cdc.records import control, line_of, receipt_row, row
from tests.lambdas.core.cdc.tables import STATE
from tests.lambdas.deliveries import Delivery, deliver, unheard
from tests.lambdas.ledgers import Script
from tests.lambdas.sales import event
from tests.lambdas.sam_samples import KINESIS

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client


def handle(changes: ChangeConsumer, *records: dict[str, Any] | bytes) -> Delivery:
    """Work through a batch."""
    lines = [record if isinstance(record, bytes) else line_of(record) for record in records]
    return deliver(changes, READER.read, event(lines), plenty)


def products(dynamodb: "DynamoDBClient") -> list[str]:
    """The keys of the products that are there now."""
    return [key for key, _ in read_rows(dynamodb, STATE, "pos.products")]


def on_stream(kinesis: "KinesisClient") -> list[tuple[str, bytes]]:
    """What was put on the stream."""
    [shard] = kinesis.list_shards(StreamName=MAIN_STREAM)["Shards"]
    start = kinesis.get_shard_iterator(
        StreamName=MAIN_STREAM, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]
    return [(each["PartitionKey"], each["Data"]) for each in records]


def test_each_record_is_folded_put_noted_or_skipped(
    changes: ChangeConsumer, dynamodb: "DynamoDBClient", kinesis: "KinesisClient"
) -> None:
    own = row()
    own["metadata"]["table-name"] = "awsdms_status"

    report = handle(changes, control("create-table", 1), row("load", 2), receipt_row(), own)

    assert report.counts == {"noted": 1, "folded": 1, "put": 1, "skipped": 1}
    assert report.answer == {"batchItemFailures": []}
    assert products(dynamodb) == ['["1082185"]']
    [(partition_key, data)] = on_stream(kinesis)
    assert partition_key == "367"
    assert json.loads(data)["sale_id"] == "367/2017-03-01/4/1"


def test_a_table_that_is_loaded_again_loses_what_vanished(
    changes: ChangeConsumer, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 46: control records come on another shard, before the rows or after."""
    handle(changes, control("create-table", 1), row("load", 2), row("load", 3, data={"sku": "2"}))

    handle(changes, row("load", 13, data={"sku": "2"}))
    handle(changes, control("drop-table", 11), control("create-table", 12))

    assert products(dynamodb) == ['["2"]']


def test_what_can_never_be_folded_is_kept_whole_and_acknowledged(
    changes: ChangeConsumer, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    keyless = line_of(row("insert", 1, data={"department": "PRODUCE"}))
    foreign = line_of(row("insert", 1, table="payroll"))
    large = line_of(row("insert", 4, data={"sku": "3", "note": "x" * 500_000}))

    report = handle(changes, b"{", keyless, foreign, large, row("insert", 2))

    assert report.answer == {"batchItemFailures": []}
    assert products(dynamodb) == ['["1082185"]']
    kept = quarantined(s3)
    assert [(each["reason"], each["field"]) for each in kept] == [
        ("not_json", "record"),
        ("wrong_shape", "data.sku"),
        ("wrong_shape", "metadata.table-name"),
        ("row_refused", "data"),
    ]
    assert [b64decode(each["data"]) for each in kept] == [b"{", keyless, foreign, large]


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_a_receipt_that_changes_is_a_conflict_and_never_applied(
    operation: str, changes: ChangeConsumer, s3: "S3Client", kinesis: "KinesisClient"
) -> None:
    """FAULTS 12: what an event says can't be unsaid."""
    changed = line_of(receipt_row(operation, 2, before={"sequence": "1"}))

    report = handle(changes, changed)

    assert report.counts == {"conflict": 1}
    assert [b64decode(each["data"]) for each in quarantined(s3)] == [changed]
    assert on_stream(kinesis) == []


def test_a_table_that_is_away_is_reported_from_its_first_record_on(
    changes: ChangeConsumer, dynamodb: "DynamoDBClient", kinesis: "KinesisClient"
) -> None:
    """FAULTS 2: what comes before it is settled."""
    Script(dynamodb).fail("BatchExecuteStatement")

    report = handle(changes, receipt_row(), b"{", row("insert", 1), row("insert", 2))

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert report.counts == {"put": 1, "not_json": 1}
    assert report.settled
    assert report.settled.sequence_number == "1"
    assert len(on_stream(kinesis)) == 1


def test_an_event_that_the_stream_refuses_is_tried_again_and_then_reported(
    changes: ChangeConsumer, kinesis: "KinesisClient"
) -> None:
    """FAULTS 18: only what was refused goes again."""
    refused: list[str] = []

    def refuse(parsed: dict[str, Any], **_: object) -> None:
        for each in parsed["Records"][-1:] if len(refused) < 2 else ():
            refused.append(each.pop("SequenceNumber"))
            each["ErrorCode"] = "ProvisionedThroughputExceededException"

    kinesis.meta.events.register("after-call.kinesis.PutRecords", refuse)
    assert handle(changes, receipt_row(), receipt_row(sequence="2")).answer == {"batchItemFailures": []}
    with refusing(kinesis, "kinesis.PutRecords", "InternalFailure", 500):
        report = handle(changes, row(), receipt_row(sequence="3"), row("insert", 5))

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_quarantine_that_is_away_stops_the_batch(changes: ChangeConsumer, s3: "S3Client") -> None:
    with refusing(s3, "s3.PutObject", "AccessDenied", 403):
        report = handle(changes, row("insert", 1), b"{")

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_an_envelope_that_is_no_stream_s_is_kept_whole_and_the_others_are_folded(
    changes: ChangeConsumer, dynamodb: "DynamoDBClient", s3: "S3Client"
) -> None:
    batch = event([line_of(row("insert", 1))])
    batch["Records"].insert(0, KINESIS)

    report = deliver(changes, READER.read, batch, plenty)

    assert report.answer == {"batchItemFailures": []}
    assert report.counts == {"wrong_shape": 1, "folded": 1}
    assert products(dynamodb) == ['["1082185"]']
    [kept] = quarantined(s3)
    assert json.loads(b64decode(kept["data"])) == KINESIS


def test_near_the_timeout_the_first_record_that_was_not_begun_is_reported(
    changes: ChangeConsumer, dynamodb: "DynamoDBClient"
) -> None:
    """FAULTS 16: the others are folded."""
    clock = iter([60_000, 14_000])
    few = ChangeConsumer(
        state=changes.state,
        events=changes.events,
        quarantine=changes.quarantine,
        on_report=unheard,
        chunk=2,
    )
    lines = [line_of(row("insert", number, data={"sku": str(number)})) for number in range(4)]

    report = deliver(few, READER.read, event(lines), lambda: next(clock))

    assert report.answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert products(dynamodb) == ['["0"]', '["1"]']
