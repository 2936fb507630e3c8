"""Which rules of the bus would fire because of sales that a replay applies anew."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.bus_events import SOURCE, FraudSuspected, OrderPlaced, StockLow

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

STOCK = "inventory"
"""The consumer whose ledger the shelves follow: what lies there low is ordered, and told of again."""
FRAUD = "fraud"
"""The consumer that suspects, and keeps no ledger."""
BY_STOCK = frozenset({StockLow.__name__, OrderPlaced.__name__})
BY_ANY = frozenset({FraudSuspected.__name__})


@dataclass(frozen=True)
class Rule:
    """A rule that is on, and which of the events in question it would take."""

    name: str
    takes: tuple[str, ...]


def told(missing: Mapping[str, int], consumer: str | None = None) -> frozenset[str]:
    """Return the event types that may follow from so many sales that each consumer lacks.

    Nobody can look up what the fraud consumer lacks. On the stream it is taken to lack what another one does;
    to one `consumer` alone only that one's events follow.
    """
    by_stock = BY_STOCK if missing.get(STOCK) else frozenset()
    if consumer is None:
        return BY_ANY | by_stock if any(missing.values()) else frozenset()
    return BY_ANY if consumer == FRAUD else by_stock


def firing(events: "EventBridgeClient", bus: str, kinds: frozenset[str]) -> Iterator[Rule]:
    """The bus's rules that take events of these types; what a replay puts there is no replayed event."""
    found: dict[str, Any] = {"EventBusName": bus}
    while kinds:
        page = events.list_rules(**found)
        for rule in page["Rules"]:
            takes = _takes(json.loads(rule.get("EventPattern") or "{}"), kinds)
            if takes and rule.get("State") != "DISABLED":
                yield Rule(rule["Name"], takes)
        if not (token := page.get("NextToken")):
            return
        found["NextToken"] = token


def _takes(pattern: Mapping[str, Any], kinds: frozenset[str]) -> tuple[str, ...]:
    """Filters that aren't plain words may match: then they count."""
    if not _may_be(pattern.get("source"), SOURCE) or not pattern:
        return ()
    return tuple(sorted(kind for kind in kinds if _may_be(pattern.get("detail-type"), kind)))


def _may_be(wanted: list[Any] | None, value: str) -> bool:
    return wanted is None or value in wanted or any(not isinstance(each, str) for each in wanted)
