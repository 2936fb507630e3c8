"""Pause, resume and cancel change the header, or say in a line why they can't."""

import pytest

from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.windows import ARRIVED, ID, WINDOW, complaint, sales, told

START = ("start", "dev", *WINDOW, "--no-wait")


@pytest.fixture(autouse=True)
def started(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2, 3), at=ARRIVED)
    cloud.ran(*START)


def test_pauses_by_the_header_alone_and_keeps_the_lock(cloud: Cloud) -> None:
    assert told(cloud, "pause", "dev")["state"] == "paused"
    assert cloud.item("active")["id"] == {"S": ID}
    assert cloud.executions() == {f"{ID}-1": "RUNNING"}


def test_resumes_by_another_execution(cloud: Cloud) -> None:
    cloud.ran("pause", "dev")

    answer = cloud.ran("resume", "dev")

    assert (answer.exit_code, answer.stdout) == (0, f"{ID}\n")
    assert cloud.item(ID)["state"] == {"S": "running"}
    assert cloud.executions()[f"{ID}-2"] == "RUNNING"


def test_resumes_what_has_died(cloud: Cloud) -> None:
    cloud.stop(f"{ID}-1")

    cloud.ran("resume", "dev")

    assert not told(cloud, "status", "dev")["died"]


def test_resumes_what_ended_incomplete_if_nobody_else_runs(cloud: Cloud) -> None:
    cloud.put(ID, state={"S": "incomplete"}, ended_at={"S": "2017-03-01T16:00:00+00:00"})
    cloud.lose("active")

    cloud.ran("resume", "dev", ID)

    assert cloud.item("active")["id"] == {"S": ID}
    assert "ended_at" not in cloud.item(ID)


def test_says_who_runs_instead(cloud: Cloud) -> None:
    cloud.put(ID, state={"S": "incomplete"})
    cloud.put("active", id={"S": "another"})

    said = complaint(cloud, "resume", "dev", ID)

    assert said == f"{ID} stays as it is: another is under way, look at it again"
    assert cloud.item(ID)["state"] == {"S": "incomplete"}


def test_cancels_by_header_and_lock_and_lets_the_execution_end_by_itself(cloud: Cloud) -> None:
    cloud.checkpoint(ID, "a#1", sent=2)

    seen = told(cloud, "cancel", "dev")

    assert (seen["state"], seen["sent"]) == ("cancelled", 2)
    assert cloud.item("active") is None
    assert cloud.executions() == {f"{ID}-1": "RUNNING"}


def test_cancels_what_is_paused_and_what_has_died(cloud: Cloud) -> None:
    cloud.ran("pause", "dev")
    cloud.stop(f"{ID}-1")

    assert told(cloud, "cancel", "dev")["state"] == "cancelled"


@pytest.mark.parametrize(
    ("state", "command", "said"),
    [
        ("running", "resume", "is running: there is nothing to resume"),
        ("paused", "pause", "is paused: it can't be paused"),
        ("done", "pause", "is done: it can't be paused"),
        ("done", "resume", "is done: it can't be resumed"),
        ("cancelled", "resume", "is cancelled: it can't be resumed"),
        ("cancelled", "cancel", "is cancelled: it can't be cancelled"),
        ("incomplete", "cancel", "is incomplete: it can't be cancelled"),
    ],
)
def test_says_in_a_line_what_can_not_be_done(cloud: Cloud, state: str, command: str, said: str) -> None:
    cloud.put(ID, state={"S": state})

    assert complaint(cloud, command, "dev", ID) == f"{ID} {said}"
    assert cloud.item(ID)["state"] == {"S": state}


def test_changes_nothing_that_somebody_else_has_changed_meanwhile(cloud: Cloud) -> None:
    cloud.meanwhile("dynamodb.TransactWriteItems", lambda: cloud.ran("cancel", "dev"))

    said = complaint(cloud, "pause", "dev")

    assert said == f"{ID} stays as it is: somebody has just changed it, look at it again"
    assert cloud.item(ID)["state"] == {"S": "cancelled"}


def test_two_that_resume_at_once_start_one_execution(cloud: Cloud) -> None:
    cloud.stop(f"{ID}-1")
    cloud.meanwhile("dynamodb.TransactWriteItems", lambda: cloud.ran("resume", "dev"))

    complaint(cloud, "resume", "dev")

    assert cloud.executions() == {f"{ID}-1": "ABORTED", f"{ID}-2": "RUNNING"}


@pytest.mark.parametrize("command", ["status", "pause", "resume", "cancel", "verify"])
def test_says_that_there_is_no_such_replay(cloud: Cloud, command: str) -> None:
    assert (
        complaint(cloud, command, "dev", "20170301") == "there is no replay 20170301: sluice replay list dev"
    )


@pytest.mark.parametrize("command", ["status", "pause", "resume", "cancel", "verify"])
def test_says_to_start_again_what_has_lost_its_header(cloud: Cloud, command: str) -> None:
    cloud.checkpoint(ID, "a#1", sent=1)
    cloud.lose(ID)
    cloud.lose("active")

    assert complaint(cloud, command, "dev", ID).startswith(
        f"{ID} has lost its header: start its window again"
    )
