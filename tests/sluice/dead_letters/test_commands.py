"""The commands on dead letters, as they are typed."""

import boto3
import pytest

from tests.lambdas.marked_sales import every_field, marked
from tests.lambdas.marks import CARD, MEMBER, TOKEN, marks_in
from tests.sluice.failures.typed import answered, ran

pytestmark = pytest.mark.usefixtures("cloud")


def die(queue: str, body: str) -> None:
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=body)


def test_lists_letters_and_sends_them_back() -> None:
    die("Sluice-dev-Events-dead", '{"detail-type": "StockLow"}')

    queues = answered("dead-letters", "list", "dev", "Sluice-dev-Events-dead")
    planned = ran("dead-letters", "redrive", "dev", "Sluice-dev-Events-dead").stdout
    done = answered("dead-letters", "redrive", "dev", "Sluice-dev-Events-dead", "--apply")

    [shown] = queues[0]["shown"]
    assert (queues[0]["queue"], shown["event"]) == ("DeadLetters", "StockLow")
    assert planned == "DeadLetters: would be 1 sent: say --apply\n"
    assert done == {"sent": 1}
    assert len(boto3.client("s3").list_objects_v2(Bucket="failures", Prefix="letters/")["Contents"]) == 1


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_no_list_shows_what_a_letter_holds(options: tuple[str, ...]) -> None:
    for body in (*map(bytes.decode, every_field(marked())), f"{MEMBER} {TOKEN} {CARD}"):
        die("Sluice-dev-Events-dead", body)

    listed = ran("dead-letters", "list", "dev", "--limit", "100", *options)

    assert listed.exit_code == 0
    assert marks_in({"said": listed.output}) == {}


def test_keeps_letters() -> None:
    die("Sluice-dev-Events-dead", "{}")

    assert answered("dead-letters", "keep", "dev", "Sluice-dev-Events-dead") == {"kept": 1}


def test_names_the_queues_that_there_are() -> None:
    answer = ran("dead-letters", "redrive", "dev", "none")

    assert answer.exit_code == 2
    assert "there is no queue of dead letters none: there are DeadLetters" in answer.stderr
