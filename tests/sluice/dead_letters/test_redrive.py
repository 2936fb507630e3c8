"""Dead letters go back to where they belong, and none is sent without end."""

from typing import Any

from sluice.dead_letters.dead_letter import ATTEMPTS
from sluice.dead_letters.redrive import GONE, NOWHERE, SENT, TOO_OFTEN
from tests.sluice.dead_letters.dead_queue import CAP, FAILED, DeadQueue


def test_letters_go_back_to_the_queue_that_they_come_from(dead_queue: DeadQueue) -> None:
    bodies = [str(number) for number in range(25)]
    dead_queue.die(*bodies)

    assert dead_queue.redrive() == {SENT: 25}
    assert sorted(dead_queue.waiting(dead_queue.orders), key=int) == bodies
    assert dead_queue.waiting(dead_queue.dead) == []


def test_letters_of_a_rule_go_to_the_queue_that_it_meant(dead_queue: DeadQueue) -> None:
    """FAULTS 38: with what EventBridge says of them."""
    dead_queue.source = None
    dead_queue.die("{}", attributes=FAILED)

    assert [each.why for each in dead_queue.letters.peek()] == ["NO_PERMISSIONS: denied"]
    assert dead_queue.redrive() == {SENT: 1}
    assert dead_queue.waiting(dead_queue.orders) == ["{}"]


def test_letters_of_something_else_than_a_queue_stay(dead_queue: DeadQueue) -> None:
    """A schedule's call of Glue is made by hand."""
    dead_queue.source = None
    dead_queue.die("{}", attributes={"TARGET_ARN": "arn:aws:scheduler:::aws-sdk:glue:startJobRun"})

    assert dead_queue.redrive() == {NOWHERE: 1}
    assert dead_queue.waiting(dead_queue.dead) == ["{}"]


def test_letters_of_a_queue_that_is_gone_stay(dead_queue: DeadQueue) -> None:
    dead_queue.die("{}")
    dead_queue.sqs.delete_queue(QueueUrl=dead_queue.orders)

    assert dead_queue.redrive() == {GONE: 1}
    assert dead_queue.waiting(dead_queue.dead) == ["{}"]


def test_live_poison_is_sent_so_often_and_then_left(dead_queue: DeadQueue) -> None:
    """FAULTS 43: how often is known from the letter itself."""
    dead_queue.die("poison")
    tallies = []
    for _ in range(CAP + 2):
        tallies.append(dead_queue.redrive())
        dies_again(dead_queue)

    assert tallies == [{SENT: 1}] * CAP + [{TOO_OFTEN: 1}] * 2
    assert dead_queue.waiting(dead_queue.dead) == ["poison"]


def dies_again(dead_queue: DeadQueue) -> None:
    """What a redrive policy does: the message moves with its attributes."""
    told = dead_queue.sqs.receive_message(QueueUrl=dead_queue.orders, MessageAttributeNames=["All"])
    for each in told.get("Messages", ()):
        attributes: Any = each["MessageAttributes"]
        dead_queue.sqs.send_message(
            QueueUrl=dead_queue.dead, MessageBody=each["Body"], MessageAttributes=attributes
        )
        dead_queue.sqs.delete_message(QueueUrl=dead_queue.orders, ReceiptHandle=each["ReceiptHandle"])


def test_counts_on_the_letter_itself(dead_queue: DeadQueue) -> None:
    dead_queue.die("1")
    dead_queue.redrive()

    [message] = dead_queue.sqs.receive_message(QueueUrl=dead_queue.orders, MessageAttributeNames=["All"])[
        "Messages"
    ]
    assert message["MessageAttributes"][ATTEMPTS]["StringValue"] == "1"
