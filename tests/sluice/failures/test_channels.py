"""What never lay on the stream goes back where it came from: to its queue, or to its function."""

from typing import Any

import pytest

from contracts.refusals import BrokenContract, Reason
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.messages import Message
from sluice.failures.failure import PARKED, SENT, WAITING
from tests.lambdas.told import message
from tests.sluice.failures.doing import redrive, states
from tests.sluice.failures.functions import Crashed
from tests.sluice.failures.worlds import START, World
from tests.twin.semantics.streams import TABLE_STREAM, insert


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
