"""Which rules of the bus would fire because of events that a replay applies anew."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.bus_event import SOURCE
from domain import CONSUMERS, EVENT

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient


@dataclass(frozen=True)
class FiringRule:
    """A rule that is on, and which of the events in question it would take."""

    name: str
    takes: tuple[str, ...]


def told(missing: Mapping[str, int], consumer: str | None = None) -> frozenset[str]:
    """Return the event types that may follow from so many events that each consumer lacks.

    What a consumer without a ledger lacks can't be looked up. On the stream it is taken to lack what another
    one does, or everything if none keeps one; to one `consumer` alone only that one's events follow.
    """
    of_ledgers = frozenset(kind for each in CONSUMERS if missing.get(each.name) for kind in each.announces)
    of_any = frozenset(EVENT.announces)
    if consumer is None:
        return of_any | of_ledgers if any(missing.values()) or not missing else frozenset()
    return of_ledgers if consumer in {each.name for each in CONSUMERS} else of_any


def firing(events: "EventBridgeClient", bus: str, kinds: frozenset[str]) -> Iterator[FiringRule]:
    """Yield the bus's rules that take events of these types: what a replay puts there is not replayed."""
    found: dict[str, Any] = {"EventBusName": bus}
    while kinds:
        page = events.list_rules(**found)
        for rule in page["Rules"]:
            takes = _takes(json.loads(rule.get("EventPattern") or "{}"), kinds)
            if takes and rule.get("State") != "DISABLED":
                yield FiringRule(rule["Name"], takes)
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
