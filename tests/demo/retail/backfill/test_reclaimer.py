"""A backfill is killed as often as it shall be, at points that chance has set."""

from typing import Any

from demo.retail.backfill.reclaimer import Reclaimer


class Run:
    """Two children that always run; notes come one at a look."""

    def __init__(self) -> None:
        self.killed: list[str] = []
        self.notes = 0

    def running(self) -> list[str]:
        return ["first", "second"]

    def reclaim(self, child: str) -> None:
        self.killed.append(child)

    def noted(self) -> int:
        self.notes += 1
        return self.notes


def killed(seed: int) -> tuple[list[str], int]:
    run: Any = Run()
    reclaimer = Reclaimer(run, run.noted, notes=40, kills=10, seed=seed)
    while run.notes < 40 and reclaimer.kills < 10:
        reclaimer.look()
    return run.killed, reclaimer.kills


def test_every_kill_happens_before_the_work_is_done() -> None:
    for seed in range(50):
        victims, kills = killed(seed)
        assert kills == len(victims) == 10


def test_another_seed_kills_others() -> None:
    assert killed(1) == killed(1)
    assert killed(1) != killed(2)
