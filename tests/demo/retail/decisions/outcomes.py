"""Suspicions and orders as tests want them: right by default, changed where a test says so."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from contracts.scenario import SourceMessage, compact
from demo.retail.decisions.cases import Case
from demo.retail.decisions.fraud_outcome import FraudOutcome
from demo.retail.decisions.orders_outcome import BusReplay, OrdersOutcome, ShelfState
from demo.retail.frauds import Incident

NOON = datetime(2017, 12, 22, 12, tzinfo=UTC)


def incident(*sale_ids: str, pattern: str = "stolen_card") -> Incident:
    """Make up an incident of these sales."""
    return Incident(
        pattern, tuple(SourceMessage("367", NOON, compact({"sale_id": each})) for each in sale_ids)
    )


def case(sale_id: str, score: int = 60) -> Case:
    """Suspect a sale."""
    return Case(
        heard_as=f"event of {sale_id}",
        event_id=f"fraud-suspected/{sale_id}",
        sale_id=sale_id,
        store_id="367",
        occurred_at="2017-12-22T15:34:00Z",
        net_cents=-1_234,
        score=score,
        decision="review",
        evidence=["seen"],
        rules=["rule"],
    )


def suspected(**changes: Any) -> FraudOutcome:
    """One fraud that was caught."""
    fields: dict[str, Any] = {"incidents": [incident("a", "b")], "cases": [case("b")]}
    return FraudOutcome(**(fields | changes))


def ordered(**changes: Any) -> OrdersOutcome:
    """One order for one fall, and replays that changed nothing."""
    fields: dict[str, Any] = {
        "orders": {"po-1": {"order_id": "po-1", "store_id": "367", "sku": "milk", "units": 12}},
        "posts": Counter({"po-1": 1}),
        "shelves": {"367/milk": ShelfState(15, True, 1), "367/fuel": ShelfState(-9, False, 0)},
        "stock": {"367/milk": 15, "367/fuel": -9},
        "replays": {"audit-1": BusReplay(2, 0), "orders-1": BusReplay(2, 0)},
    }
    return OrdersOutcome(**(fields | changes))
