"""What was given up goes back onto the stream as it was, and counts once."""

import json
from base64 import b64decode
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.messages import Message
from lambdas.refusals import BrokenContract, Reason
from lambdas.replay.putting import TRIES
from lambdas.set_aside import MessageQuarantine
from sluice.failures.going_back import CONFLICTS
from sluice.failures.recovery import PARKED, SENDING, SENT, WAITING
from sluice.failures.redriving import redrive as planned
from tests.lambdas.sales import encoded, line, sale
from tests.lambdas.told import message
from tests.sluice.failures.doing import NOW, redrive
from tests.sluice.failures.functions import Crashed
from tests.sluice.failures.worlds import START, World
from tests.twin.semantics.streams import TABLE_STREAM, insert

SALES = [encoded(sale(number, lines=[line("apple", 2)])) for number in range(5)]
CONFLICT = encoded(sale(0, lines=[line("apple", 9)]))


def states(world: World) -> Counter[str]:
    return Counter(each.state for each in world.failures())


@pytest.fixture
def given_up(world: World) -> World:
    """Five sales that the loyalty consumer has applied and the inventory given up."""
    world.down = {"inventory"}
    world.put(*SALES, key="store/367")
    world.deliver()
    world.down = set()
    return world


def test_what_was_given_up_counts_once_after_it_was_sent_again(given_up: World) -> None:
    """FAULTS 4: the consumer that had applied it knows it again."""
    tally = redrive(given_up)
    given_up.deliver()

    assert tally == {"sent": 5, "taken up by somebody else": 0}
    assert states(given_up) == {SENT: 5}
    assert given_up.stock() == {"apple": -10}
    assert [(each.data, each.partition_key) for each in given_up.stream()[5:]] == [
        (each, "store/367") for each in SALES
    ]
    assert len(given_up.failures()) == 5, "and loyalty refuses none of it"


def test_what_was_sent_is_not_sent_again(given_up: World) -> None:
    redrive(given_up)
    redrive(given_up)

    assert len(given_up.stream()) == 10


def test_a_record_that_two_consumers_gave_up_is_sent_once(world: World) -> None:
    world.down = {"inventory", "loyalty"}
    world.put(*SALES)
    world.deliver()
    world.down = set()

    redrive(world)
    world.deliver()

    assert len(world.stream()) == 10
    assert states(world) == {SENT: 10}
    assert world.stock() == {"apple": -10}


def test_what_fails_again_and_again_is_parked_and_never_loops(given_up: World) -> None:
    """FAULTS 43."""
    given_up.down = {"inventory"}
    for _ in range(6):
        redrive(given_up)
        given_up.deliver()

    assert len(given_up.stream()) == 5 + 3 * 5
    assert states(given_up) == {PARKED: 5}
    known = given_up.recoveries.read(each.id for each in given_up.failures())
    assert {(each.state, each.attempts, each.by) for each in known.values()} == {(PARKED, 3, "cap")}


def test_what_is_released_may_go_again(given_up: World) -> None:
    for each in given_up.failures():
        given_up.recoveries.park(each.id)
    assert redrive(given_up).total() == 0

    for each in given_up.failures():
        given_up.recoveries.release(each.id)

    assert redrive(given_up)["sent"] == 5


def refuse(world: World, *sale_ids: str, times: int) -> list[int]:
    """Let the stream refuse these sales so often; give the sizes of all requests."""
    sizes: list[int] = []
    refused = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}

    def answer(params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]] | None:
        records = json.loads(params["body"])["Records"]
        sizes.append(len(records))
        if len(sizes) > times:
            return None
        payloads = [b64decode(each["Data"]) for each in records]
        is_refused = [json.loads(each)["sale_id"][-1] in sale_ids for each in payloads]
        taken = [each for each, no in zip(payloads, is_refused, strict=True) if not no]
        events.unregister("before-call.kinesis.PutRecords", answer)
        if taken:
            world.put(*taken)
        events.register("before-call.kinesis.PutRecords", answer)
        told = [refused if no else {"SequenceNumber": "1", "ShardId": "any"} for no in is_refused]
        return SimpleNamespace(status_code=200), {"FailedRecordCount": sum(is_refused), "Records": told}

    events: Any = world.kinesis.meta.events
    events.register("before-call.kinesis.PutRecords", answer)
    return sizes


def test_only_what_the_stream_refused_is_put_again(given_up: World) -> None:
    """FAULTS 18: a reply of status 200 that says what failed."""
    sizes = refuse(given_up, "1", "3", times=1)

    tally = redrive(given_up)

    assert (tally["sent"], sizes) == (5, [5, 2])
    assert sorted(each.data for each in given_up.stream()[5:]) == SALES


def test_what_the_stream_never_took_is_taken_up_by_the_next_run(given_up: World) -> None:
    """FAULTS 18."""
    refuse(given_up, "0", times=TRIES)

    assert redrive(given_up)["not taken"] == 1
    assert states(given_up) == {SENT: 4, SENDING: 1}

    assert redrive(given_up)["sent"] == 1
    assert states(given_up) == {SENT: 5}
    assert {each.recovery.attempts for each in given_up.failures()} == {1}


def test_goes_at_the_pace_that_it_is_told(given_up: World) -> None:
    slept: list[float] = []
    plan = planned(given_up.failures(), NOW, with_quarantined=False)

    plan.carried_out(given_up.recoveries, given_up.sender(rate=2, sleep=slept.append))

    assert [round(each) for each in slept] == [1, 2], "five at two a second, on a clock that stands"


def test_what_is_quarantined_goes_only_if_it_is_asked_for_and_would_be_taken(world: World) -> None:
    """A contract that was mended takes it; what it still refuses, or conflicts, would only come back."""
    world.put(SALES[0], CONFLICT, encoded(sale(8, occurred_at="2017-03-01T23:00:00Z")), b"{}")
    world.deliver()

    assert planned(world.failures(), NOW, with_quarantined=False).outgoing == []
    plan = planned(world.failures(), NOW, with_quarantined=True)

    assert [each.failures[0].last.reason for each in plan.outgoing] == ["future"]
    assert {why for each, why in plan.left_out} == {
        CONFLICTS,
        "wrong_shape: record: Object missing required field `schema_version`",
    }


def test_a_message_goes_back_to_its_queue(world: World) -> None:
    url = world.queues.create_queue(QueueName="orders")["QueueUrl"]
    raw = message(b"{}") | {"eventSourceARN": "arn:aws:sqs:eu-central-1:111122223333:orders"}
    refused = BrokenContract(Reason.ORDER_REFUSED, "order", "the supplier answered 410")
    MessageQuarantine(world.s3, "quarantine", "reorder").keep(Message.of(raw), refused)

    tally = redrive(world, quarantined=True)

    assert tally["sent"] == 1
    assert [each["Body"] for each in world.queues.receive_message(QueueUrl=url)["Messages"]] == ["{}"]


@pytest.fixture
def rows(world: World) -> World:
    """Three rows that the shelves gave up."""
    world.give_up([insert(n, f"2017-03-01/4/{n}", START) for n in (9, 10, 11)], "shelves", TABLE_STREAM)
    return world


def numbers(event: dict[str, Any]) -> list[str]:
    return [each["dynamodb"]["SequenceNumber"] for each in event["Records"]]


def test_rows_go_to_their_function_in_their_order_and_never_onto_the_stream(rows: World) -> None:
    """FAULTS 4: 10 comes after 9, whatever their texts say."""
    tally = redrive(rows)

    assert [numbers(each) for each in rows.functions.events] == [["9", "10", "11"]]
    assert (tally["sent"], states(rows), rows.stream()) == (3, {SENT: 3}, [])


def test_rows_from_the_first_that_fails_wait_for_the_next_run(rows: World) -> None:
    rows.functions.answer = lambda _: {"batchItemFailures": [{"itemIdentifier": "10"}]}

    tally = redrive(rows)

    assert (tally["sent"], tally["came back"]) == (1, 2)
    assert states(rows) == {SENT: 1, WAITING: 2}
    rows.functions.answer = lambda _: None
    redrive(rows)
    assert numbers(rows.functions.events[-1]) == ["10", "11"]
    assert states(rows) == {SENT: 3}


def test_a_function_that_keeps_dying_is_not_asked_without_end(rows: World) -> None:
    """FAULTS 43."""

    def die(_: dict[str, Any]) -> None:
        raise Crashed

    rows.functions.answer = die
    for _ in range(6):
        redrive(rows)

    assert len(rows.functions.events) == 3
    assert states(rows) == {PARKED: 3}
