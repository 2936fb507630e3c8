"""Renders what was decided for the page: some of the suspected sales, some of the orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from demo.message import name_of
from demo.retail.decisions.cases import Case
from demo.retail.decisions.fraud_outcome import FraudOutcome
from demo.retail.decisions.orders_outcome import OrdersOutcome

SHOWN = 8
HONEST = "an honest sale"


@dataclass(frozen=True)
class Suspect:
    """A suspected sale, and what it was in truth."""

    when: str
    store: str
    dollars: str
    score: int
    decision: str
    evidence: Sequence[str]
    truth: str


@dataclass(frozen=True)
class OrderRow:
    """A purchase order, as its supplier has it."""

    store: str
    product: str
    units: int
    order: str


def suspects(decided: FraudOutcome) -> list[Suspect]:
    """Show one sale an incident, and every honest one that was suspected, the most certain first."""
    truths = {
        name_of(sale.data): incident.pattern.replace("_", " ")
        for incident in decided.incidents
        for sale in incident.sales
    }
    cases = sorted(decided.suspected.values(), key=lambda case: (-case.score, case.occurred_at))
    return [_suspect(case, truths.get(case.sale_id, HONEST)) for case in _varied(cases, truths)][:SHOWN]


def suspicions(decided: FraudOutcome) -> str:
    """Say how it went."""
    false = len(decided.false_alarms)
    return (
        f"{len(decided.incidents):,} frauds were made up on top of the real baskets, some of them too small "
        f"to be seen. {len(decided.caught):,} were caught by {len(decided.suspected) - false:,} sales that "
        f"were suspected; {false:,} honest {'sale was' if false == 1 else 'sales were'} suspected too. "
        f"Nothing was held up.{_waited(decided)}"
    )


def _waited(decided: FraudOutcome) -> str:
    if not decided.waits:
        return ""
    middle, most = median(decided.waits), max(decided.waits)
    return f" From the stream to the bus took {middle:.1f} s in the middle and {most:.1f} s at most."


def ordered(decided: OrdersOutcome) -> list[OrderRow]:
    """Show the largest orders."""
    largest = sorted(decided.orders.values(), key=lambda order: (-order["units"], order["order_id"]))
    return [
        OrderRow(order["store_id"], order["sku"], order["units"], order["order_id"])
        for order in largest[:SHOWN]
    ]


def orders(decided: OrdersOutcome) -> str:
    """Say how it went."""
    units = sum(order["units"] for order in decided.orders.values())
    replayed = sum(each.events for each in decided.replays.values())
    again = sum(each.orders for each in decided.replays.values())
    return (
        f"Stock ran low {decided.low:,} times: {len(decided.orders):,} purchase orders, {units:,} units, "
        f"delivered at once by a supplier that stands in for a real one. Then {replayed:,} events were "
        f"replayed from the archive, and {again:,} more orders came of it."
    )


def _varied(cases: list[Case], truths: dict[str, str]) -> Iterator[Case]:
    """Two of each kind at most."""
    seen: dict[str, int] = {}
    for case in cases:
        truth = truths.get(case.sale_id, HONEST)
        seen[truth] = seen.get(truth, 0) + 1
        if seen[truth] <= 2:
            yield case


def _suspect(case: Case, truth: str) -> Suspect:
    at = datetime.fromisoformat(case.occurred_at)
    cents = case.net_cents
    dollars = f"{'-' if cents < 0 else ''}${abs(cents) / 100:,.2f}"
    return Suspect(
        f"{at:%-d %b, %H:%M}", case.store_id, dollars, case.score, case.decision, case.evidence, truth
    )
