"""Dead letters go back to where they belong, at least once, and none is lost or sent without end."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ministack.services import sqs as queues

from sluice.failures.showing import HIDDEN
from sluice.letters.letter import ATTEMPTS
from sluice.letters.queues import LetterBox
from sluice.letters.redriving import GONE, NOWHERE, SENT, TOO_OFTEN, Keeper, Letters
from sluice.pace import Pace
from tests import emulated

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient

CAP = 3
NO_WAIT = 0
"""An emulator has one server: there is none to wait for."""
ARN = "arn:aws:sqs:us-east-1:000000000000"
FAILED = {
    "RULE_ARN": "arn:aws:events:us-east-1:000000000000:rule/bus/orders",
    "TARGET_ARN": f"{ARN}:orders",
    "ERROR_CODE": "NO_PERMISSIONS",
    "ERROR_MESSAGE": "denied",
}


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Office:
    """A queue, its dead letters, and a bucket."""

    sqs: "SQSClient" = field(default_factory=lambda: cast("SQSClient", emulated.client("sqs", queues)))
    s3: "S3Client" = field(default_factory=emulated.s3)
    source: str | None = f"{ARN}:orders"

    def __post_init__(self) -> None:
        self.orders = self.sqs.create_queue(QueueName="orders")["QueueUrl"]
        self.dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        here: Any = {"LocationConstraint": "eu-central-1"}
        self.s3.create_bucket(Bucket="failures", CreateBucketConfiguration=here)

    def die(self, *bodies: str, attributes: dict[str, str] | None = None) -> None:
        """Leave letters."""
        said: Any = {
            name: {"DataType": "String", "StringValue": each} for name, each in (attributes or {}).items()
        }
        for each in bodies:
            self.sqs.send_message(QueueUrl=self.dead, MessageBody=each, MessageAttributes=said)

    @property
    def letters(self) -> Letters:
        """What the commands use."""
        box = LetterBox("Dead", self.dead, f"{ARN}:dead", 0, self.source)
        return Letters(self.sqs, box, Keeper(self.s3, "failures"), NO_WAIT)

    def redrive(self) -> Counter[str]:
        """Send them back without a pause."""
        pace = Pace(1e9, sleep=lambda _: None)
        return sum(self.letters.redrive(pace, CAP), Counter())

    def waiting(self, url: str) -> list[str]:
        """The bodies in a queue, which stay there."""
        box = LetterBox("any", url, "", 0, None)
        return [each.body for each in Letters(self.sqs, box, Keeper(self.s3, "failures"), NO_WAIT).look()]

    def kept(self) -> dict[str, Any]:
        """What lies in the bucket, by key."""
        found = self.s3.list_objects_v2(Bucket="failures").get("Contents", [])
        read = self.s3.get_object
        return {
            each["Key"]: json.loads(read(Bucket="failures", Key=each["Key"])["Body"].read()) for each in found
        }


@pytest.fixture
def office() -> Office:
    return Office()


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


def test_a_letter_is_kept_before_it_goes_and_under_one_key(office: Office) -> None:
    """FAULTS 42: a queue forgets after 14 days."""
    office.die('{"detail-type": "StockLow"}', attributes=FAILED)
    list(office.letters.keep())
    list(office.letters.keep())

    [(key, kept)] = office.kept().items()
    office.redrive()

    assert list(office.kept()) == [key]
    assert key.startswith("letters/Dead/20")
    assert (kept["body"], kept["attributes"], kept["queue"]) == (
        '{"detail-type": "StockLow"}',
        FAILED,
        "Dead",
    )


def test_looking_takes_nothing_away_and_hides_nothing(office: Office) -> None:
    office.die("1", "2")

    assert {each.body for each in office.letters.look()} == {"1", "2"}
    assert {each.body for each in office.letters.look()} == {"1", "2"}


def test_a_letter_with_a_card_number_is_not_shown(office: Office) -> None:
    office.die("4111 1111 1111 1111")

    assert [each.figures()["body"] for each in office.letters.look()] == [HIDDEN]


@settings(max_examples=40, deadline=None)
@given(deaths=st.lists(st.integers(0, 30), max_size=5))
def test_killed_at_any_call_every_letter_arrives_at_least_once(deaths: list[int]) -> None:
    """FAULTS 42, 43: deleted only when it was sent."""
    office = Office()
    office.die("1", "2", "3")

    for death in deaths:
        die_at(office, death)
        # What a dead process had taken is hidden for a while; then it is there again.
        become_visible()
    office.redrive()

    arrived = office.waiting(office.orders)
    assert set(arrived) == {"1", "2", "3"}
    assert office.waiting(office.dead) == []
    assert {each["body"] for each in office.kept().values()} == {"1", "2", "3"}


def die_at(office: Office, moment: int) -> None:
    left = iter(range(moment))

    def step(**_: object) -> None:
        if next(left, None) is None:
            raise Killed

    events = (office.sqs.meta.events, office.s3.meta.events)
    for each in events:
        each.register("before-call", step)
        each.register("after-call", step)
    try:
        office.redrive()
    except Killed:
        pass
    finally:
        for each in events:
            each.unregister("before-call", step)
            each.unregister("after-call", step)


def become_visible() -> None:
    for queue in queues._queues.values():
        for message in queue["messages"]:
            message["visible_at"] = 0


def test_counts_on_the_letter_itself(office: Office) -> None:
    office.die("1")
    office.redrive()

    [message] = office.sqs.receive_message(QueueUrl=office.orders, MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"][ATTEMPTS]["StringValue"] == "1"
