"""One replay at a time, whoever starts it, and however often."""

import json
from datetime import timedelta

import boto3
import pytest

from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.deployed import STREAM
from tests.sluice.replay.windows import ARRIVED, ID, WINDOW, complaint, sales, told

TO_LOYALTY = "20170301T1400-20170301T1500-loyalty-1"
TO_ONE = ("--consumer", "loyalty")
OTHER = ("--from", "2017-03-01T13", "--to", "2017-03-01T15")
START = ("start", "dev", *WINDOW, "--no-wait")


@pytest.fixture(autouse=True)
def arrived(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2, 3), at=ARRIVED)


def test_enters_the_replay_takes_the_lock_and_starts_its_execution(cloud: Cloud) -> None:
    answer = cloud.ran(*START, "--rate", "20")

    header = cloud.item(ID)
    assert (answer.exit_code, answer.stdout) == (0, f"{ID}\n")
    assert cloud.item("active")["id"] == {"S": ID}
    assert (header["state"], header["rate"], header["records"]) == ({"S": "running"}, {"N": "20"}, {"N": "3"})
    assert (header["from"]["S"], header["to"]["S"]) == (
        "2017-03-01T14:00:00+00:00",
        "2017-03-01T15:00:00+00:00",
    )
    assert cloud.executions() == {f"{ID}-1": "RUNNING"}


def test_hands_the_machine_the_id_and_nothing_else(cloud: Cloud) -> None:
    cloud.ran(*START)

    arn = f"{cloud.machine.replace(':stateMachine:', ':execution:')}:{ID}-1"
    handed = boto3.client("stepfunctions").describe_execution(executionArn=arn)["input"]
    assert json.loads(handed) == {"replay": ID}


def test_takes_a_quarter_of_the_shards_unless_it_is_told_otherwise(cloud: Cloud) -> None:
    """FAULTS 41"""
    cloud.ran(*START)

    assert cloud.item(ID)["rate"] == {"N": "500"}


def test_follows_the_same_replay_instead_of_starting_it_twice(cloud: Cloud) -> None:
    cloud.ran(*START)

    again = cloud.ran(*START)

    assert (again.exit_code, again.stdout) == (0, f"{ID}\n")
    assert again.stderr == f"sluice: {ID} runs already\n"
    assert list(cloud.executions()) == [f"{ID}-1"]


def test_names_the_replay_that_is_in_the_way(cloud: Cloud) -> None:
    cloud.ran(*START)

    said = complaint(cloud, "start", "dev", *OTHER)

    assert said == (
        f"{ID} is under way, one replay runs at a time: "
        "wait for its end (sluice replay status dev) or cancel it"
    )


def test_lets_one_of_two_win_that_start_at_once(cloud: Cloud) -> None:
    cloud.meanwhile("dynamodb.TransactWriteItems", lambda: cloud.ran("start", "dev", *OTHER, "--no-wait"))

    said = complaint(cloud, *START)

    assert said.startswith("20170301T1300-20170301T1500-1 is under way")
    assert cloud.item(ID) is None
    assert list(cloud.executions()) == ["20170301T1300-20170301T1500-1-1"]


def test_merges_two_that_start_the_same_at_once(cloud: Cloud) -> None:
    cloud.meanwhile("dynamodb.TransactWriteItems", lambda: cloud.ran(*START))

    answer = cloud.ran(*START)

    assert (answer.exit_code, answer.stdout) == (0, f"{ID}\n")
    assert list(cloud.executions()) == [f"{ID}-1"]


def test_counts_the_replays_of_a_window(cloud: Cloud) -> None:
    cloud.ran(*START)
    cloud.ran("cancel", "dev")

    answer = cloud.ran(*START)

    assert answer.stdout == "20170301T1400-20170301T1500-2\n"


def test_takes_the_lock_of_a_replay_that_is_over(cloud: Cloud) -> None:
    """Its execution can die for good between saying so and giving the lock back."""
    cloud.ran(*START)
    cloud.put(ID, state={"S": "done"})

    answer = cloud.ran("start", "dev", *OTHER, "--no-wait")

    assert answer.exit_code == 0
    assert cloud.item("active")["id"] == {"S": answer.stdout.strip()}


def test_says_to_resume_what_is_paused(cloud: Cloud) -> None:
    cloud.ran(*START)
    cloud.ran("pause", "dev")

    assert complaint(cloud, *START) == f"{ID} is paused: sluice replay resume dev {ID}, or cancel it"


def test_says_to_resume_what_has_died(cloud: Cloud) -> None:
    cloud.ran(*START)
    cloud.stop(f"{ID}-1")

    assert complaint(cloud, *START) == f"{ID} is dead (aborted): sluice replay resume dev {ID}, or cancel it"


def test_says_to_resume_what_was_entered_and_never_started(cloud: Cloud) -> None:
    """Killed between the two, or refused by Step Functions: the header is there, nothing runs."""

    def killed() -> None:
        raise KeyboardInterrupt

    cloud.meanwhile("sfn.StartExecution", killed)
    cloud.ran(*START)

    assert "dead (never started)" in cloud.ran("status", "dev").stdout
    assert cloud.ran("resume", "dev").exit_code == 0
    assert cloud.executions() == {f"{ID}-2": "RUNNING"}


def test_starts_in_the_place_of_a_replay_that_has_lost_its_header(cloud: Cloud) -> None:
    cloud.ran(*START)
    cloud.checkpoint(ID, "a#1", sent=1)
    cloud.lose(ID)

    lost = complaint(cloud, "status", "dev")
    answer = cloud.ran(*START)

    assert lost == f"{ID} has lost its header: start its window again, what was sent already has no effect"
    assert (answer.exit_code, answer.stdout) == (0, "20170301T1400-20170301T1500-2\n")
    assert cloud.item("active")["id"] == {"S": "20170301T1400-20170301T1500-2"}


def test_takes_no_id_whose_execution_was(cloud: Cloud) -> None:
    """Header, lock and checkpoints are lost, and the name of an execution is taken for 90 days."""
    cloud.ran(*START)
    cloud.stop(f"{ID}-1")
    cloud.lose(ID)
    cloud.lose("active")

    answer = cloud.ran(*START)

    assert answer.stdout == "20170301T1400-20170301T1500-2\n"


def test_starts_nothing_that_a_plan_would_refuse(cloud: Cloud) -> None:
    complaint(cloud, "start", "dev", "--from", "2017-03-01T15", "--to", "2017-03-01T14")
    complaint(cloud, "start", "dev", *WINDOW, "--store", "999")
    complaint(cloud, "start", "dev", *WINDOW, "--rate", "9000")
    cloud.forget(cloud.archive(*sales(4), at=ARRIVED + timedelta(minutes=1), name="0002"))
    complaint(cloud, "start", "dev", *WINDOW)

    assert (cloud.item("active"), cloud.executions()) == (None, {})


def test_says_that_an_environment_has_no_replay(cloud: Cloud) -> None:
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Replay")

    assert complaint(cloud, *START) == "dev has no Replay: name it in environments.py, and deploy"


def test_paces_a_replay_by_what_its_records_weigh(cloud: Cloud) -> None:
    """FAULTS 41"""
    heavy = sales(9, lines=[{"sku": "1", "quantity": 1, "total_cents": 1, "note": "x" * 100_000}])
    cloud.archive(*heavy, at=ARRIVED - timedelta(hours=2))

    plan = told(cloud, "plan", "dev", "--from", "2017-03-01T12", "--to", "2017-03-01T13")

    shards = boto3.client("kinesis").describe_stream_summary(StreamName=STREAM)
    assert shards["StreamDescriptionSummary"]["OpenShardCount"] == 2
    assert plan["rate"] == 4


def test_enters_to_whom_alone_it_goes_and_names_it_so(cloud: Cloud) -> None:
    answer = cloud.ran(*START, "--consumer", "loyalty")

    assert (answer.exit_code, answer.stdout) == (0, f"{TO_LOYALTY}\n")
    assert cloud.item(TO_LOYALTY)["consumer"] == {"S": "loyalty"}
    assert "to loyalty alone" in cloud.ran("status", "dev").stdout
    assert told(cloud, "status", "dev")["consumer"] == "loyalty"


@pytest.mark.parametrize(("first", "then"), [((), TO_ONE), (TO_ONE, ())])
def test_takes_a_replay_to_somebody_else_for_another_one(
    cloud: Cloud, first: tuple[str, ...], then: tuple[str, ...]
) -> None:
    cloud.ran(*START, *first)

    assert "is under way, one replay runs at a time" in complaint(cloud, *START, *then)


def test_follows_the_same_replay_to_the_same_consumer(cloud: Cloud) -> None:
    cloud.ran(*START, "--consumer", "loyalty")

    again = cloud.ran(*START, "--consumer", "loyalty")

    assert (again.stdout, again.stderr) == (f"{TO_LOYALTY}\n", f"sluice: {TO_LOYALTY} runs already\n")


def test_starts_nothing_to_nobody_and_says_who_there_is(cloud: Cloud) -> None:
    said = complaint(cloud, *START, "--consumer", "points")

    assert said == "no consumer points reads the stream, choose one of inventory, loyalty, fraud"
    assert (cloud.item("active"), cloud.executions()) == (None, {})
