"""What is decided."""

import pytest

from domain.bus_events import Decision, Finding
from lambdas.fraud.rules import decide
from tests.lambdas.fraud.histories import LIMITS, sold


def of(*weights: int) -> list[Finding]:
    return [Finding(rule=f"rule{n}", weight=weight, evidence="seen") for n, weight in enumerate(weights)]


@pytest.mark.parametrize(
    ("weights", "decision"),
    [
        ((), None),
        ((59,), None),
        ((60,), Decision.REVIEW),
        ((60, 39), Decision.REVIEW),
        ((60, 40), Decision.ACT),
    ],
)
def test_the_weights_add_up_to_a_decision(weights: tuple[int, ...], decision: Decision | None) -> None:
    event = decide(sold(), of(*weights), LIMITS)

    assert (event and event.decision) == decision


def test_a_score_ends_at_a_hundred() -> None:
    event = decide(sold(), of(60, 60), LIMITS)

    assert event is not None
    assert event.score == 100


def test_a_suspicion_is_named_by_its_sale_and_holds_the_evidence() -> None:
    sale = sold(7, cents=1_234)
    event = decide(sale, of(60), LIMITS)

    assert event is not None
    assert event.event_id == f"fraud-suspected/{sale.sale_id}"
    assert (event.net_cents, event.findings) == (1_234, tuple(of(60)))
