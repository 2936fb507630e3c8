"""What consumers refuse and Lambda gives up is one table, over the objects that they wrote."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import duckdb
import pytest

from contracts.refusals import BrokenContract, Reason
from domain.lake import LAKE
from lake.schema import Type
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.messages import Message
from lambdas.core.quarantine import Quarantine, RejectedRecord
from lambdas.core.records import KinesisRecord as Received
from tests.domain.lake import failed
from tests.domain.lake.sample import Lake, Rows, rows
from tests.lambdas.objects import Objects
from tests.lambdas.sales import encoded, event, sale
from tests.lambdas.shelves.rows import row
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record, object_key
from twin.semantics.records import StreamRecord

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

AT = datetime(2017, 3, 1, 18, 30, 5, 250_000, tzinfo=UTC).timestamp()
ARRIVED = datetime(2017, 3, 1, 14, 3, 0, 500_000, tzinfo=UTC).timestamp()
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:{}"
NAME = "Sluice-dev-Consumers-InventoryFunction95D5AF0E-abcdefghijkl"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/sales"
SHARD = "shardId-000000000000"


@pytest.fixture
def lake() -> Lake:
    made = duckdb.connect()
    made.execute("SET TimeZone = 'UTC'")
    failed.create(made)
    return made


def refuse(lake: Lake, *payloads: bytes, reason: Reason = Reason.NOT_JSON) -> None:
    """Quarantine records as the consumer of a stream does."""
    objects = Objects()
    received = [Received.of(each) for each in event(payloads)["Records"]]
    cause = BrokenContract(reason, "sale", "can't be read")
    quarantine = Quarantine(cast("S3Client", objects), "quarantine", "loyalty")
    quarantine.keep([RejectedRecord(each, cause) for each in received])
    failed.quarantine(lake, objects)


def give_up(lake: Lake, *payloads: bytes, function: str = NAME, as_text: bool = False) -> str:
    """Archive a batch as a mapping does, its event as an object or as a text."""
    records = tuple(StreamRecord(SHARD, str(n), "367", ARRIVED, data) for n, data in enumerate(payloads))
    identity = MappingIdentity("uuid", STREAM, FUNCTION.format(function), "role")
    discarded = Discarded(records, "RetryAttemptsExhausted", 4, "Unhandled")
    written = invocation_record(discarded, identity, AT, "request")
    if as_text:
        written |= {"payload": json.dumps(written["payload"])}
    key = object_key(identity, SHARD, AT, "random")
    failed.archive(lake, {key: json.dumps(written)})
    return key


def failures(lake: Lake) -> Rows:
    return rows(lake, "FROM failures ORDER BY event_id, record")


def test_gives_the_columns_that_are_declared(lake: Lake) -> None:
    known = {Type.STRING: "VARCHAR", Type.INT: "INTEGER", Type.DATE: "DATE"}

    given = [(each["column_name"], each["column_type"]) for each in rows(lake, "DESCRIBE failures")]

    assert given == [(each.name, known[each.type]) for each in LAKE.failures.columns]


def test_a_record_that_was_refused_is_there_with_its_reason_and_its_bytes(lake: Lake) -> None:
    """FAULTS 1."""
    refuse(lake, payload := encoded(sale(7)), reason=Reason.CONFLICT)

    [found] = failures(lake)

    assert (found["reason"], found["consumer"], found["condition"]) == ("conflict", "loyalty", None)
    assert (found["partition_key"], found["event_id"]) == ("367", "367/2017-03-01/4/7")
    assert (found["arrived_at"], found["day"]) == ("2017-03-01T14:03:00", date(2017, 3, 1))
    assert b64decode(found["record"]) == payload
    assert found["object"].startswith("loyalty/2017-03-01/")
    assert found["attempt"] == 0


@pytest.mark.parametrize("as_text", [False, True], ids=["an object", "a text"])
def test_every_record_of_a_batch_that_was_given_up_is_there(lake: Lake, as_text: bool) -> None:
    """FAULTS 4: the guide leaves open in which of two forms its event is kept."""
    payloads = [encoded(sale(1)), encoded(sale(2))]

    key = give_up(lake, *payloads, as_text=as_text)

    one, two = failures(lake)
    assert [b64decode(each["record"]) for each in (one, two)] == payloads
    assert (one["reason"], one["condition"], one["why"]) == (
        "RetryAttemptsExhausted",
        "RetryAttemptsExhausted",
        "Unhandled",
    )
    assert (one["consumer"], one["partition_key"], one["event_id"]) == (
        "inventory",
        "367",
        "367/2017-03-01/4/1",
    )
    assert (one["arrived_at"], one["failed_at"]) == ("2017-03-01T14:03:00", "2017-03-01T18:30:05")
    assert one["object"] == key


def test_a_function_that_has_another_name_is_named_itself(lake: Lake) -> None:
    give_up(lake, encoded(sale(1)), function="mine")

    assert failures(lake)[0]["consumer"] == FUNCTION.format("mine")


@pytest.mark.parametrize("payload", [b"broken", b"", b"\xff\xfe", b'"a text"', b"[1]", b"5", b"null"])
def test_what_cannot_be_read_is_there_all_the_same(lake: Lake, payload: bytes) -> None:
    refuse(lake, payload)
    give_up(lake, payload)

    found = failures(lake)

    assert [b64decode(each["record"]) for each in found] == [payload] * 2
    assert {(each["partition_key"], each["event_id"], each["attempt"]) for each in found} == {(None, None, 0)}


def test_a_repaired_record_that_failed_again_says_so(lake: Lake) -> None:
    """FAULTS 43."""
    refuse(lake, encoded(sale(1, repaired={"from": "4f1c09", "attempt": 2, "recipe": "quantities"})))

    assert failures(lake)[0]["attempt"] == 2


def test_a_message_of_a_queue_is_there_too(lake: Lake) -> None:
    objects = Objects()
    message = Message("orders", "1", datetime(2017, 3, 2, 8, tzinfo=UTC), b'{"store_id": "31"}')
    cause = BrokenContract(Reason.ORDER_REFUSED, "sku", "is unknown there")
    MessageQuarantine(cast("S3Client", objects), "quarantine", "reorder").keep(message, cause)
    failed.quarantine(lake, objects)

    [found] = failures(lake)

    assert (found["reason"], found["consumer"], found["partition_key"]) == ("order_refused", "reorder", "31")
    assert (found["failed_at"], found["day"]) == ("2017-03-02T08:00:00", date(2017, 3, 2))


def test_rows_of_a_tables_stream_are_there_by_their_keys(lake: Lake) -> None:
    """Shelves are given up without a record of the stream: a change of the ledger's is what failed."""
    changes: list[Any] = [row(1, {"apple": -1}), row(2, {"apple": 9}, entry="+2017-03-01/opening/2")]
    written = {
        "requestContext": {"functionArn": FUNCTION.format("shelves"), "condition": "RecordAgeExceeded"},
        "timestamp": "2017-03-01T18:30:05.250Z",
        "DDBStreamBatchInfo": {},
        "payload": {"Records": changes},
    }
    failed.archive(lake, {"aws/lambda/uuid/shard/1": json.dumps(written)})

    sold, delivered = rows(lake, "FROM failures ORDER BY event_id NULLS LAST")

    assert (sold["partition_key"], sold["event_id"]) == ("367", "367/2017-03-01/4/1")
    assert (delivered["partition_key"], delivered["event_id"]) == ("367", None)
    assert sold["arrived_at"] == "2017-03-01T14:03:01"
    assert json.loads(sold["record"]) == changes[0]["dynamodb"]
    assert sold["why"] == "reported as failed"


def test_a_record_that_failed_twice_is_there_twice(lake: Lake) -> None:
    refuse(lake, payload := encoded(sale(1)))
    give_up(lake, payload)

    assert [each["record"] for each in failures(lake)] == [b64encode(payload).decode()] * 2
