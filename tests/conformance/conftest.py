"""What is promised of one consumer is held to each that the domain declares."""

import pytest

from contracts.scenario import ExpectedLedger
from domain.scenario import SCENARIO
from tests.conformance.deployed import DeployedConsumer, deploy


@pytest.fixture(params=SCENARIO.ledgers, ids=lambda each: each.consumer.name)
def ledger(request: pytest.FixtureRequest) -> ExpectedLedger:
    """Each ledger in turn."""
    found: ExpectedLedger = request.param
    return found


@pytest.fixture
def consumer(ledger: ExpectedLedger) -> DeployedConsumer:
    """The consumer that keeps it, deployed."""
    return deploy(ledger)
