"""Whatever call a consumer dies at, before it or behind it, the next delivery makes it right."""

import pytest

from contracts.scenario import ExpectedLedger, SourceMessage
from tests.conformance.deployed import DeployedConsumer, deploy
from tests.conformance.sample import batch, contradicted, payload_of, sample
from tests.lambdas.steps import Killed, Steps, die

# Powertools says so of an invocation that was killed.
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics to publish")

BROKEN = b'{"schema_version":"1.0"'
MOST_STEPS = 50


def messages() -> list[SourceMessage]:
    """Events, of which one comes again, one contradicts another, and one is broken."""
    first, second, *rest = sample()
    cut = SourceMessage(first.partition, first.sent_at, BROKEN)
    return [first, second, first, cut, *rest, contradicted(second), first]


def assert_right(consumer: DeployedConsumer) -> None:
    """Hold that each event is applied once, and that what was refused is kept."""
    payloads = [payload_of(each) for each in sample()]
    assert consumer.stored() == consumer.due(payloads)
    assert consumer.balances() == consumer.balances_due(payloads)
    assert {each["data"] for each in consumer.quarantined()} == {BROKEN, contradicted(sample()[1]).data}


def killed_at(step: int, ledger: ExpectedLedger) -> DeployedConsumer | None:
    """Return a consumer that has died at a step of a batch, or None if it has no such step."""
    consumer = deploy(ledger)
    with Steps(die, at=step).watching(consumer.dynamodb, consumer.s3) as steps:
        try:
            consumer.invoke(batch(messages()))
        except Killed:
            return consumer
    assert steps.count <= step
    return None


def test_killed_at_any_step_the_redelivery_completes_the_batch(ledger: ExpectedLedger) -> None:
    """Also when it comes back in other batches than the one that it died in."""
    steps = 0
    while (consumer := killed_at(steps, ledger)) and steps < MOST_STEPS:
        cut = 1 + steps * 7 % (len(messages()) - 1)
        consumer.invoke(batch(messages()[:cut]))
        consumer.invoke(batch(messages()[cut:], cut))
        assert_right(consumer)
        steps += 1
    assert 4 <= steps < MOST_STEPS, "an insert and the quarantine, before and behind"


@pytest.mark.parametrize("step", range(4))
def test_delivered_twice_at_once_it_is_applied_once(step: int, consumer: DeployedConsumer) -> None:
    with Steps(lambda: consumer.invoke(batch(messages())), at=step).watching(consumer.dynamodb, consumer.s3):
        consumer.invoke(batch(messages()))

    assert_right(consumer)
