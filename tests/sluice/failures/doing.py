"""Redrives and repairs as the commands do them, and processes that die on the way."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from sluice.failures.channels import Tally
from sluice.failures.failure import CAP
from sluice.failures.objects import FailureWindow
from sluice.failures.recipe import Recipe
from sluice.failures.redrive import plan_redrive
from sluice.failures.repair import Proposal, Repairer
from tests.lambdas.sales import BOUNDS, encoded, line, sale
from tests.sluice.failures.worlds import World

NOW = datetime(2017, 3, 2, tzinfo=UTC)
SALES = [encoded(sale(number, lines=[line("apple", 2)])) for number in range(5)]
QUANTITIES = """
name = "quantities"

[where]
reason = "wrong_shape"

[[where.fields]]
field = "lines[*].quantity"
matches = '^\\d+$'

[[repairs]]
do = "cast"
field = "lines[*].quantity"
to = "integer"
"""


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed(world: World, at: int | None) -> Iterator[list[str]]:
    """Die before or behind the call of this number; give the names of all calls."""
    moments: list[str] = []

    def step(model: Any, **_: object) -> None:
        moments.append(model.name)
        if len(moments) - 1 == at:
            raise Killed

    events = [client.meta.events for client in world.clients]
    for each in events:
        each.register("before-call", step)
        each.register("after-call", step)
    try:
        yield moments
    except Killed:
        pass
    finally:
        for each in events:
            each.unregister("before-call", step)
            each.unregister("after-call", step)


def recipe(text: str = QUANTITIES) -> Recipe:
    """Read a recipe without a file."""
    return msgspec.toml.decode(text, type=Recipe)


def file_of(text: str, directory: Path) -> Path:
    """Write a recipe."""
    file = directory / "recipe.toml"
    file.write_text(text)
    return file


def states(world: World) -> Counter[str]:
    """How many failures are in which state."""
    return Counter(each.state for each in world.failures())


def redrive(world: World, *, quarantined: bool = False, cap: int = CAP) -> Tally:
    """Send everything back that waits."""
    failures = world.archive.within(FailureWindow())
    plan = plan_redrive(failures, NOW, BOUNDS.oldest_day, with_quarantined=quarantined, cap=cap)
    return plan.execute(world.recoveries, world.sender()).tally


def proposed(world: World, wanted: Recipe, cap: int = CAP) -> list[Proposal]:
    """What a recipe would do."""
    return list(
        Repairer(wanted, world.ledgers, NOW, BOUNDS.oldest_day, cap).proposals(
            world.archive.within(FailureWindow())
        )
    )


def repair(world: World, wanted: Recipe | None = None, cap: int = CAP) -> Tally:
    """Do what a recipe says."""
    repairer = Repairer(wanted or recipe(), world.ledgers, NOW, BOUNDS.oldest_day, cap)
    plan = repairer.plan(list(repairer.proposals(world.archive.within(FailureWindow()))))
    return plan.execute(world.recoveries, world.sender()).tally
