"""What was refused and what was given up become one list, each record once."""

import json
from datetime import UTC, datetime

import pytest

from contracts.refusals import BrokenContract, Reason
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.messages import Message
from sluice.failures.failure import WAITING
from sluice.failures.objects import FailureWindow, UnreadableObject
from sluice.failures.occurrence import FailureKind, ToFunction, ToQueue, ToStream
from tests.lambdas.sales import encoded, sale
from tests.lambdas.told import message
from tests.sluice.failures.worlds import START, STREAM_ARN, World
from tests.twin.semantics.streams import TABLE_STREAM, insert
from twin.semantics.records import Record, event_of

BROKEN = encoded(sale(1, lines=[{"sku": "apple", "quantity": "2", "total_cents": 5}]))
GOOD = encoded(sale(2))


def test_a_record_that_two_consumers_refuse_is_a_failure_of_each(world: World) -> None:
    world.put(BROKEN, GOOD)
    world.deliver()

    failures = world.failures()

    assert {each.consumer for each in failures} == {"inventory", "loyalty"}
    assert len(failures) == 2
    assert {(each.last.reason, each.last.part) for each in failures} == {("wrong_shape", "lines[0].quantity")}
    assert {each.identity.event_id for each in failures} == {"367/2017-03-01/4/1"}
    assert {(each.state, each.first.data) for each in failures} == {(WAITING, BROKEN)}


def test_a_record_that_is_refused_again_is_the_same_failure(world: World) -> None:
    world.put(BROKEN)
    world.deliver()
    world.put(BROKEN)
    world.deliver()

    stock, points = world.failures()

    assert len(stock.occurrences) == len(points.occurrences) == 2
    assert stock.last.failed_at.timestamp() == START + 1


def test_every_record_of_a_batch_that_was_given_up_is_a_failure_of_its_consumer(world: World) -> None:
    """FAULTS 4, 5: the archive holds the whole batch."""
    world.down = {"inventory"}
    world.put(BROKEN, GOOD)
    world.deliver()

    given_up = [each for each in world.failures() if not each.is_quarantined]

    assert [(each.consumer, each.last.data) for each in given_up] in (
        [("inventory", BROKEN), ("inventory", GOOD)],
        [("inventory", GOOD), ("inventory", BROKEN)],
    )
    assert {each.last.reason for each in given_up} == {"RetryAttemptsExhausted"}
    assert {each.last.tries for each in given_up} == {3}
    assert {each.last.route for each in given_up} == {ToStream("367")}


def test_reads_an_invocation_record_whose_payload_is_a_text(world: World) -> None:
    """FAULTS 5: the guide leaves open whether it is one."""
    world.down = {"inventory"}
    world.put(GOOD)
    world.deliver()
    [key] = [each["Key"] for each in world.s3.list_objects_v2(Bucket="failures")["Contents"]]
    document = json.loads(world.s3.get_object(Bucket="failures", Key=key)["Body"].read())
    document["payload"] = json.dumps(document["payload"])
    world.s3.put_object(Bucket="failures", Key=key, Body=json.dumps(document).encode())

    assert [each.last.data for each in world.failures()] == [GOOD]


def test_a_row_of_a_table_goes_back_to_its_function(world: World) -> None:
    world.give_up([insert(5, "2017-03-01/4/1", START)], "shelves", TABLE_STREAM)

    [failure] = world.failures()

    assert failure.consumer == "shelves"
    assert failure.identity.event_id == "367/2017-03-01/4/1"
    assert isinstance(failure.last.route, ToFunction)
    assert failure.last.route.record["dynamodb"]["SequenceNumber"] == "5"


def test_a_message_goes_back_to_its_queue(world: World) -> None:
    raw = message(b"{}") | {"eventSourceARN": "arn:aws:sqs:eu-central-1:111122223333:orders"}
    refused = BrokenContract(Reason.ORDER_REFUSED, "order", "the supplier answered 410")
    MessageQuarantine(world.s3, "quarantine", "reorder").keep(Message.of(raw), refused)

    [failure] = world.failures()

    assert (failure.last.route, failure.last.data) == (ToQueue("orders"), b"{}")


def test_a_batch_with_an_envelope_that_is_no_stream_s_is_listed_whole(world: World) -> None:
    records = [Record("shard", "1", "367", START, GOOD), Record("../shard", "2", "367", START, BROKEN)]
    world.give_up(records, "inventory")

    good, odd = sorted((each.last for each in world.failures()), key=lambda last: last.data != GOOD)

    assert (good.data, good.arrived_at.timestamp()) == (GOOD, START)
    assert json.loads(odd.data) == event_of(records, STREAM_ARN, "role")["Records"][1]
    assert (odd.part, odd.why) == ("eventID", "does not begin with a shard's id")


def test_a_function_that_is_gone_goes_by_its_name(world: World) -> None:
    world.give_up([Record("shard", "1", "367", START, GOOD)], "deleted")

    assert [each.consumer for each in world.failures()] == ["deleted"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


DAYS = ("2017-02-27", "2017-02-28", "2017-03-01", "2017-03-02", "2017-03-03")


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (FailureWindow(), DAYS),
        (FailureWindow(since=at("2017-03-02")), DAYS[3:]),
        (FailureWindow(until=at("2017-03-01")), DAYS[:2]),
        (FailureWindow(since=at("2017-02-28T12:00"), until=at("2017-03-01T12:00:01")), DAYS[1:3]),
    ],
)
def test_of_a_window_no_more_is_read_than_its_days_and_the_one_before(
    window: FailureWindow, found: tuple[str, ...], world: World
) -> None:
    for day in DAYS:
        record = Record("shard", "1", "367", at(f"{day}T12:00").timestamp(), encoded(day))
        world.give_up([record], "inventory", at=record.arrived_at)
    read: list[str] = []
    world.s3.meta.events.register(
        "before-call.s3.GetObject", lambda params, **_: read.append(params["url_path"])
    )

    failures = world.failures(window)

    assert [json.loads(each.last.data) for each in failures] == list(found)
    assert len(read) <= len(found) + 2


def test_a_batch_over_midnight_is_found_by_its_later_records(world: World) -> None:
    midnight = at("2017-03-02").timestamp()
    records = [Record("shard", str(2 + n), "367", midnight + n, BROKEN[:-n]) for n in (-1, 1)]
    consumer = world.consumer("inventory")
    consumer.handle(event_of(records, STREAM_ARN, "role"), lambda: 60_000)

    assert len(world.failures(FailureWindow(since=at("2017-03-02")))) == 1


@pytest.mark.parametrize(
    ("bucket", "key"),
    [
        ("quarantine", "inventory/2017-03-01/sales/shard/1.jsonl"),
        ("failures", "aws/lambda/0f6e/shard/2017/03/01/x"),
        ("raw", "errors/processing-failed/year=2017/month=03/day=01/hour=14/x"),
    ],
)
def test_an_object_that_is_something_else_is_named(bucket: str, key: str, world: World) -> None:
    world.s3.put_object(Bucket=bucket, Key=key, Body=b'{"any": 1}')

    with pytest.raises(UnreadableObject, match=f"s3://{bucket}/{key}"):
        world.failures()


def test_letters_and_sales_beside_them_are_left_alone(world: World) -> None:
    world.s3.put_object(Bucket="failures", Key="letters/orders/2017-03-01/1.json", Body=b"{}")
    world.s3.put_object(Bucket="raw", Key="events/year=2017/1.gz", Body=b"{}")

    assert world.failures() == []


def test_kinds_are_told_apart(world: World) -> None:
    world.down = {"loyalty"}
    world.put(BROKEN)
    world.deliver()

    assert {each.last.kind for each in world.failures()} == {FailureKind.QUARANTINED, FailureKind.GIVEN_UP}
