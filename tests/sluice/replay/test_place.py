"""Whatever the commands ask the stacks for, they tell."""

import pytest

from sluice.replay.place import ReplayTarget
from tests.sluice.declared_outputs import declared_outputs
from tests.sluice.replay.deployed import EFFECTS
from tests.synthesis import having


@pytest.mark.parametrize("environment", having("Replay"))
def test_finds_every_name_among_the_outputs(environment: str) -> None:
    with declared_outputs(environment):
        target = ReplayTarget.of(environment)

    assert target.consumers == (*EFFECTS, "fraud")
    assert target.ledgers.tables == {name: f"any-{name}ledger" for name in EFFECTS}
