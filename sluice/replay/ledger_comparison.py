"""Events of the raw archive, held against what the ledgers have of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from contracts.event_type import Key
from sluice.replay.archived_events import Payload
from sluice.replay.ledgers import Ledgers

Folded: TypeAlias = Mapping[Key, Mapping[bytes, bytes]]
"""The digests of each event's payloads, each with the one of old rows: one, unless somebody sent two events
under one id."""


@dataclass(frozen=True)
class LedgerComparison:
    """The ledger of one consumer: the events that it lacks, has as they are, and has of another payload.

    `conflicts` are payloads that were refused, and are again: the ledger has another one of that event.
    """

    missing: tuple[Key, ...]
    known: int
    otherwise: Mapping[Key, frozenset[bytes]]
    conflicts: int


def folded(payloads: Iterable[Payload]) -> Folded:
    """Return distinct events, however often each lies in the archive."""
    found: dict[Key, dict[bytes, bytes]] = {}
    for each in payloads:
        found.setdefault(each.key, {})[each.digest] = each.former
    return found


def compared(ledgers: Ledgers, consumer: str, events: Folded) -> LedgerComparison:
    """Look each event up in the consumer's ledger."""
    there = ledgers.digests(consumer, list(events))
    otherwise = {
        key: there[key]
        for key, digests in events.items()
        if key in there and not there[key] & {*digests, *digests.values()}
    }
    return LedgerComparison(
        missing=tuple(key for key in events if key not in there),
        known=len(there) - len(otherwise),
        otherwise=otherwise,
        conflicts=sum(_count_conflicts(digests, there.get(key)) for key, digests in events.items()),
    )


def _count_conflicts(digests: Mapping[bytes, bytes], settled: frozenset[bytes] | None) -> int:
    """Count an event's payloads that a ledger refuses: all but those settled, or but the first to come."""
    if settled is None:
        return len(digests) - 1
    return sum(not settled & {digest, former} for digest, former in digests.items())


def event_id(key: Key) -> str:
    """Return the id of which a key is made."""
    return "/".join(key)
