"""Whatever the commands ask the stacks for, they tell."""

import pytest

from tests.sluice.replay.deployed import outputs
from tests.synthesis import having, templates


@pytest.mark.parametrize("environment", having("Replay"))
@pytest.mark.parametrize("capability", outputs("any"))
def test_finds_every_name_among_the_outputs(environment: str, capability: str) -> None:
    declared = templates(environment)[f"Sluice-{environment}-{capability}"]["Outputs"]

    assert set(outputs("any")[capability]) <= set(declared)


@pytest.mark.parametrize("environment", having("Replay"))
def test_looks_into_no_more_ledgers_than_there_are(environment: str) -> None:
    declared = templates(environment)[f"Sluice-{environment}-Consumers"]["Outputs"]

    ledgers = {name for name in declared if name.endswith("Ledger")}
    assert ledgers == set(outputs("any")["Consumers"])
