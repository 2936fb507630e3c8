"""The commands, as they are typed, against an environment in moto."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from lambdas.quarantine import Quarantine, Refusal
from lambdas.records import Record
from lambdas.refusals import BrokenContract, Reason
from sluice.__main__ import app
from tests.lambdas.sales import encoded, line, record, sale
from tests.sluice.failures.doing import QUANTITIES, file_of
from tests.sluice.failures.worlds import recoveries_properties

OUTPUTS = {
    "Storage": {"QuarantineBucket": "quarantine", "FailuresBucket": "failures", "RawBucket": "raw"},
    "Replay": {"RecoveriesTable": "recoveries"},
    "Stream": {"StreamName": "sales"},
    "Consumers": {},
    "Events": {},
}
CARD = "4111 1111 1111 1111"
BROKEN = encoded(sale(1, lines=[line("pear", "3")]))


@pytest.fixture(autouse=True)
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    with mock_aws():
        here: Any = {"LocationConstraint": "eu-west-1"}
        for bucket in OUTPUTS["Storage"].values():
            boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=here)
        boto3.client("dynamodb").create_table(TableName="recoveries", **recoveries_properties())
        boto3.client("kinesis").create_stream(StreamName="sales", ShardCount=1)
        for name, outputs in OUTPUTS.items():
            create_stack(f"Sluice-dev-{name}", outputs)
        yield


def create_stack(name: str, outputs: dict[str, str]) -> None:
    """A stack of outputs, and of a queue with its dead letters."""
    dead = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{name}-dead"}}
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters0A1B2C3D", "Arn"]}, "maxReceiveCount": 5}
    work = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name, "RedrivePolicy": policy}}
    body = {
        "Resources": {"DeadLetters0A1B2C3D": dead, "Work0A1B2C3D": work},
        "Outputs": {output: {"Value": each} for output, each in outputs.items()},
    }
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(body))


def refuse(payload: bytes, number: int = 1, reason: Reason = Reason.WRONG_SHAPE) -> None:
    """Quarantine a record as both consumers do."""
    broken = BrokenContract(reason, "lines[0].quantity", "Expected `int`, got `str`")
    for consumer in ("inventory", "loyalty"):
        refusal = Refusal(Record.of(record(payload, number)), broken)
        Quarantine(boto3.client("s3"), "quarantine", consumer).keep([refusal])


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def answered(*arguments: str) -> Any:
    """What a command answers a program."""
    answer = ran(*arguments, "--json")

    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def stream() -> list[bytes]:
    kinesis = boto3.client("kinesis")
    [shard] = kinesis.list_shards(StreamName="sales")["Shards"]
    start = kinesis.get_shard_iterator(
        StreamName="sales", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return [each["Data"] for each in kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]]


def test_lists_what_failed_for_people_and_for_programs() -> None:
    refuse(BROKEN)

    lines = ran("failures", "list", "dev").stdout.splitlines()
    found = answered("failures", "list", "dev", "--consumer", "loyalty", "--store", "367")

    assert lines[0].split() == [
        "id",
        "state",
        "reason",
        "consumers",
        "store",
        "sale",
        "times",
        "last",
        "failed",
    ]
    assert [each.split()[1:7] for each in lines[1:]] == [
        ["waiting", "wrong_shape", consumer, "367", "367/2017-03-01/4/1", "1"]
        for consumer in ("inventory", "loyalty")
    ]
    assert [(each["consumers"], each["state"], each["attempts"]) for each in found] == [
        (["loyalty"], "waiting", 0)
    ]


def test_says_that_nothing_failed() -> None:
    assert ran("failures", "list", "dev").stdout == "nothing failed\n"
    assert ran("failures", "count", "dev").stdout == "nothing failed\n"


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        ("reason", {"wrong_shape": 2, "future": 2}),
        ("consumer", {"inventory": 2, "loyalty": 2}),
        ("store", {"367": 4}),
        ("state", {"waiting": 4}),
    ],
)
def test_counts_what_failed(by: str, counts: dict[str, int]) -> None:
    refuse(BROKEN)
    refuse(encoded(sale(2)), 2, Reason.FUTURE)

    assert answered("failures", "count", "dev", "--by", by) == counts


def test_shows_a_failure_by_the_beginning_of_its_id() -> None:
    refuse(BROKEN)
    [first, _] = answered("failures", "list", "dev")

    known = answered("failures", "show", "dev", first["id"][:8])

    assert known["record"] == json.loads(BROKEN)
    assert known["why"] == "Expected `int`, got `str`"
    [seen] = known["seen"]
    assert seen["object"].startswith("inventory/2017-03-01/sales/")
    assert '"quantity": "3"' in ran("failures", "show", "dev", first["id"]).stdout


@pytest.mark.parametrize("command", ["list", "show", "repair"])
def test_never_prints_a_card_number(command: str, tmp_path: Path) -> None:
    refuse(encoded(sale(1, comment=CARD)), reason=Reason.CARD_NUMBER)
    [first, _] = answered("failures", "list", "dev")
    recipe = file_of('name = "all"', tmp_path)
    arguments = {"list": [], "show": [first["id"]], "repair": ["--recipe", str(recipe)]}

    for form in ([], ["--json"]):
        answer = ran("failures", command, "dev", *arguments[command], *form)
        assert answer.exit_code == 0
        assert "4111" not in answer.output


def test_a_repair_is_tried_before_it_is_made(tmp_path: Path) -> None:
    refuse(BROKEN)
    recipe = str(file_of(QUANTITIES, tmp_path))

    shown = ran("failures", "repair", "dev", "--recipe", recipe).stdout
    [proposal] = answered("failures", "repair", "dev", "--recipe", recipe)["proposals"]

    assert '-      "quantity": "3",\n+      "quantity": 3,\n' in shown
    assert "1 records of 2 failures would be sent" in shown
    assert (proposal["before"], proposal["problem"]) == (json.loads(BROKEN), "")
    assert stream() == []


def test_a_repair_is_made_when_it_is_asked_for_and_done_once(tmp_path: Path) -> None:
    refuse(BROKEN)
    recipe = str(file_of(QUANTITIES, tmp_path))

    done = answered("failures", "repair", "dev", "--recipe", recipe, "--apply")
    again = answered("failures", "repair", "dev", "--recipe", recipe, "--apply")

    assert (done["sent"], done["failures"], again["sent"]) == (1, 2, 0)
    assert len(stream()) == 1
    assert answered("failures", "count", "dev", "--by", "state") == {"sent": 2}


def test_says_by_its_exit_code_that_something_stays(tmp_path: Path) -> None:
    refuse(b"no", reason=Reason.NOT_JSON)

    answer = ran("failures", "repair", "dev", "--recipe", str(file_of('name = "all"', tmp_path)), "--apply")

    assert answer.exit_code == 1
    assert "stays: it is no JSON object" in answer.stdout


def test_parks_and_releases() -> None:
    refuse(BROKEN)
    [first, _] = answered("failures", "list", "dev")

    answered("failures", "park", "dev", first["id"])
    assert answered("failures", "count", "dev", "--by", "state") == {"parked": 1, "waiting": 1}

    answered("failures", "park", "dev", first["id"], "--release")
    assert answered("failures", "count", "dev", "--by", "state") == {"waiting": 2}


def test_redrives_when_it_is_asked_for() -> None:
    refuse(encoded(sale(2)), reason=Reason.FUTURE)

    planned = answered("failures", "redrive", "dev", "--quarantined")
    done = answered("failures", "redrive", "dev", "--quarantined", "--apply")

    assert (planned["records"], done["sent"]) == (1, 1)
    assert stream() == [encoded(sale(2))]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "dev", "--since", "gestern"], "--since is gestern: write a time of UTC as"),
        (["list", "dev", "--since", "2999-01-01"], "--since is 2999-01-01: that hasn't come, it is "),
        (
            ["list", "dev", "--since", "2017-03-02", "--until", "2017-03-01"],
            "--until is 2017-03-01: it must come after --since",
        ),
        (["list", "dev", "--state", "lost"], "--state is lost: it is one of waiting, sending, sent, parked"),
        (["count", "dev", "--by", "day"], "--by is day: it is one of reason, consumer, store, state"),
        (["show", "dev", "ffff"], "no failure in this window begins with ffff"),
        (["list", "qa"], "there is no stack Sluice-qa-Storage in eu-west-1"),
        (["repair", "dev", "--recipe", "none.toml"], "none.toml can't be read: No such file or directory"),
    ],
)
def test_says_in_a_line_what_cant_be_done(arguments: list[str], told: str) -> None:
    answer = ran("failures", *arguments)

    assert (answer.exit_code, answer.stdout) == (2, "")
    [said] = answer.stderr.splitlines()
    assert said.startswith(f"sluice: {told}")


def die(queue: str, body: str) -> None:
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=body)


def test_lists_letters_and_sends_them_back() -> None:
    die("Sluice-dev-Events-dead", '{"detail-type": "StockLow"}')

    boxes = answered("letters", "list", "dev", "Sluice-dev-Events-dead")
    planned = ran("letters", "redrive", "dev", "Sluice-dev-Events-dead").stdout
    done = answered("letters", "redrive", "dev", "Sluice-dev-Events-dead", "--apply")

    [shown] = boxes[0]["shown"]
    assert (boxes[0]["queue"], shown["event"]) == ("DeadLetters", "StockLow")
    assert planned == "DeadLetters: would be 1 sent: say --apply\n"
    assert done == {"sent": 1}
    assert len(boto3.client("s3").list_objects_v2(Bucket="failures", Prefix="letters/")["Contents"]) == 1


def test_keeps_letters() -> None:
    die("Sluice-dev-Events-dead", "{}")

    assert answered("letters", "keep", "dev", "Sluice-dev-Events-dead") == {"kept": 1}


def test_names_the_queues_that_there_are() -> None:
    answer = ran("letters", "redrive", "dev", "none")

    assert answer.exit_code == 2
    assert "there is no queue of dead letters none: there are DeadLetters" in answer.stderr
