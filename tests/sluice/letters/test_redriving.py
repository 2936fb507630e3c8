"""Dead letters go back to where they belong, and none is sent without end."""

from typing import Any

from sluice.letters.letter import ATTEMPTS
from sluice.letters.redriving import GONE, NOWHERE, SENT, TOO_OFTEN
from tests.sluice.letters.office import CAP, FAILED, Office


def test_letters_go_back_to_the_queue_that_they_come_from(office: Office) -> None:
    bodies = [str(number) for number in range(25)]
    office.die(*bodies)

    assert office.redrive() == {SENT: 25}
    assert sorted(office.waiting(office.orders), key=int) == bodies
    assert office.waiting(office.dead) == []


def test_letters_of_a_rule_go_to_the_queue_that_it_meant(office: Office) -> None:
    """FAULTS 38: with what EventBridge says of them."""
    office.source = None
    office.die("{}", attributes=FAILED)

    assert [each.why for each in office.letters.look()] == ["NO_PERMISSIONS: denied"]
    assert office.redrive() == {SENT: 1}
    assert office.waiting(office.orders) == ["{}"]


def test_letters_of_something_else_than_a_queue_stay(office: Office) -> None:
    """A schedule's call of Glue is made by hand."""
    office.source = None
    office.die("{}", attributes={"TARGET_ARN": "arn:aws:scheduler:::aws-sdk:glue:startJobRun"})

    assert office.redrive() == {NOWHERE: 1}
    assert office.waiting(office.dead) == ["{}"]


def test_letters_of_a_queue_that_is_gone_stay(office: Office) -> None:
    office.die("{}")
    office.sqs.delete_queue(QueueUrl=office.orders)

    assert office.redrive() == {GONE: 1}
    assert office.waiting(office.dead) == ["{}"]


def test_live_poison_is_sent_so_often_and_then_left(office: Office) -> None:
    """FAULTS 43: how often is known from the letter itself."""
    office.die("poison")
    tallies = []
    for _ in range(CAP + 2):
        tallies.append(office.redrive())
        dies_again(office)

    assert tallies == [{SENT: 1}] * CAP + [{TOO_OFTEN: 1}] * 2
    assert office.waiting(office.dead) == ["poison"]


def dies_again(office: Office) -> None:
    """What a redrive policy does: the message moves with its attributes."""
    told = office.sqs.receive_message(QueueUrl=office.orders, MessageAttributeNames=["All"])
    for each in told.get("Messages", ()):
        attributes: Any = each["MessageAttributes"]
        office.sqs.send_message(QueueUrl=office.dead, MessageBody=each["Body"], MessageAttributes=attributes)
        office.sqs.delete_message(QueueUrl=office.orders, ReceiptHandle=each["ReceiptHandle"])


def test_counts_on_the_letter_itself(office: Office) -> None:
    office.die("1")
    office.redrive()

    [message] = office.sqs.receive_message(QueueUrl=office.orders, MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"][ATTEMPTS]["StringValue"] == "1"
