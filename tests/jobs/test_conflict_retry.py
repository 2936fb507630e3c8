"""A job that loses a race for a table starts over."""

import pytest

from jobs.conflict_retry import TRIES, retry_conflicts
from jobs.lake import Conflict


class Refreshed:
    """Counts how often the tables were looked at anew."""

    def __init__(self) -> None:
        self.times = 0

    def refresh(self) -> None:
        self.times += 1


def losing(times: int) -> list[Conflict]:
    return [Conflict("lost")] * times


def attempt(lost: list[Conflict]) -> tuple[str, int]:
    lake = Refreshed()

    def work() -> str:
        if lost:
            raise lost.pop()
        return "done"

    return retry_conflicts(lake, work, pause=0), lake.times  # type: ignore[arg-type]


def test_looks_at_the_tables_anew_before_each_try() -> None:
    """FAULTS 36: two runs at once: the loser starts over on what the winner left."""
    assert attempt(losing(0)) == ("done", 1)
    assert attempt(losing(2)) == ("done", 3)


def test_gives_up_at_last_so_that_the_run_fails_and_is_seen() -> None:
    with pytest.raises(Conflict):
        attempt(losing(TRIES))


def test_other_faults_are_not_tried_again() -> None:
    lake = Refreshed()

    with pytest.raises(ZeroDivisionError):
        retry_conflicts(lake, lambda: 1 // 0, pause=0)  # type: ignore[arg-type]

    assert lake.times == 1
