"""How far a replay is, and whether it really runs."""

import pytest

from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.windows import ARRIVED, ID, WINDOW, complaint, sales, told


@pytest.fixture(autouse=True)
def started(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2, 3), at=ARRIVED)
    cloud.ran("start", "dev", *WINDOW, "--no-wait", "--rate", "7")


def test_adds_the_checkpoints_up_while_it_runs(cloud: Cloud) -> None:
    cloud.checkpoint(ID, "a#1", sent=2, left_out=1, done=True)
    cloud.checkpoint(ID, "b#1", sent=4)

    answer, seen = cloud.ran("status", "dev"), told(cloud, "status", "dev")

    assert "  6 of 3 records sent, 1 left out, at most 7 a second" in answer.stdout.splitlines()
    assert (seen["sent"], seen["left_out"], seen["chunks_done"]) == (6, 1, 1)


def test_takes_the_end_from_the_header(cloud: Cloud) -> None:
    cloud.put(ID, state={"S": "done"}, sent={"N": "3"}, left_out={"N": "0"}, chunks={"N": "1"})

    seen = told(cloud, "status", "dev", ID)

    assert (seen["state"], seen["sent"], seen["chunks_done"]) == ("done", 3, 1)


@pytest.mark.parametrize("command", ["status", "list"])
def test_tells_a_replay_that_has_died(cloud: Cloud, command: str) -> None:
    cloud.stop(f"{ID}-1")

    assert f"{ID}: dead (aborted)" in cloud.ran(command, "dev").stdout


def test_says_how_to_bring_on_what_has_died(cloud: Cloud) -> None:
    cloud.stop(f"{ID}-1")

    assert (
        f"  bring it on with: sluice replay resume dev {ID}" in cloud.ran("status", "dev").stdout.splitlines()
    )


def test_finds_an_end_that_came_while_it_looked(cloud: Cloud) -> None:
    """The header says done before the execution has ended: who reads it before looks once more."""

    def ended() -> None:
        cloud.put(ID, state={"S": "done"}, sent={"N": "3"})
        cloud.stop(f"{ID}-1")

    cloud.meanwhile("sfn.DescribeExecution", ended)

    assert told(cloud, "status", "dev")["state"] == "done"


def test_shows_the_latest_where_none_is_under_way(cloud: Cloud) -> None:
    cloud.ran("cancel", "dev")

    assert told(cloud, "status", "dev")["replay"] == ID


def test_lists_every_replay(cloud: Cloud) -> None:
    cloud.ran("cancel", "dev")
    cloud.ran("start", "dev", *WINDOW, "--no-wait")

    found = told(cloud, "list", "dev")

    assert sorted((each["replay"][-1], each["state"]) for each in found) == [
        ("1", "cancelled"),
        ("2", "running"),
    ]


def test_says_that_there_was_none(cloud: Cloud) -> None:
    for item in (ID, "active"):
        cloud.lose(item)

    assert cloud.ran("list", "dev").stdout == "there was no replay in dev yet\n"
    assert complaint(cloud, "status", "dev") == "there was no replay in dev yet"
