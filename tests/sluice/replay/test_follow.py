"""Who waits sees what is sent, until nothing more happens by itself."""

from collections.abc import Callable

import pytest

from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.windows import ARRIVED, ID, WINDOW, sales

START = ("start", "dev", *WINDOW)
LOOK = "sfn.DescribeExecution"
"""Made once for the new id, and once for each look."""


@pytest.fixture(autouse=True)
def arrived(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2, 3), at=ARRIVED)


def nothing() -> None:
    """The replay goes on."""


def ending(cloud: Cloud, state: str) -> Callable[[], None]:
    """Let the replay end, as its last step writes it."""
    return lambda: cloud.put(ID, state={"S": state}, sent={"N": "3"})


def test_shows_what_is_sent_and_ends_with_the_replay(cloud: Cloud) -> None:
    cloud.meanwhile(
        LOOK, nothing, nothing, lambda: cloud.checkpoint(ID, "a#1", sent=2), ending(cloud, "done")
    )

    answer = cloud.ran(*START)

    first, second, *_ = answer.stderr.splitlines()
    assert answer.exit_code == 0
    assert first == f"{ID}: 0 of 3 records sent, not moving yet"
    assert second.startswith(f"{ID}: 2 of 3 records sent, ")
    assert second.endswith(" minutes left")
    assert answer.stdout.startswith(f"{ID}: done\n")


@pytest.mark.parametrize("state", ["incomplete", "cancelled", "paused"])
def test_fails_with_a_replay_that_was_not_done(cloud: Cloud, state: str) -> None:
    cloud.meanwhile(LOOK, nothing, ending(cloud, state))

    answer = cloud.ran(*START)

    assert answer.exit_code == 1
    assert answer.stdout.startswith(f"{ID}: {state}\n")


def test_stops_waiting_for_one_that_has_died(cloud: Cloud) -> None:
    cloud.meanwhile(LOOK, nothing, lambda: cloud.stop(f"{ID}-1"))

    answer = cloud.ran(*START)

    assert answer.exit_code == 1
    assert f"sluice replay resume dev {ID}" in answer.stdout


def test_leaves_the_replay_alone_when_it_is_interrupted(cloud: Cloud) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    cloud.meanwhile(LOOK, nothing, interrupted)

    answer = cloud.ran(*START)

    said = answer.stderr.splitlines()[-1]
    assert (answer.exit_code, answer.stdout) == (130, "")
    assert said.startswith(f"sluice: {ID} goes on; look at it, pause or cancel it with: ")
    assert all(f"sluice replay {verb} dev {ID}" in said for verb in ("status", "pause", "cancel"))
    assert cloud.executions() == {f"{ID}-1": "RUNNING"}
