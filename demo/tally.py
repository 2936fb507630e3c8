"""How the numbers of a run add up, from the events of the source to what was applied."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.scenario import MessageKind
from demo.reconciliation import Reconciliation
from domain import EVENT

OF_DATA = "of the data"


@dataclass(frozen=True)
class Tally:
    """Parts, by what they are, that add up to a total."""

    parts: Mapping[str, int]
    total: int
    name: str

    @property
    def text(self) -> str:
        """Say it as a sum."""
        parts = [f"{count:,} {what}" for what, count in self.parts.items() if count]
        return f"{' + '.join(parts)} = {self.total:,} {self.name}"


def tallies(
    found: Reconciliation, source: Collection[str], origins: Mapping[str, Iterable[str]]
) -> Sequence[Tally]:
    """Return the sums of what the stream accepted and, where there is a ledger, of what was applied.

    `origins` are ids of events that acts have added, `source` those of the scenario.
    """
    kinds, events = found.expectation.kinds, found.expectation.events
    on_stream = {*events} & found.accepted_ids
    left = set(on_stream)
    parts: dict[str, int] = {}
    for origin, ids in {f"{EVENT.nouns} {OF_DATA}": source, **origins}.items():
        those = left & {*ids}
        left -= those
        parts[origin] = len(those)
    parts["by other ways"] = len(left)
    accepted = Tally(
        {
            **parts,
            "sent again": kinds[MessageKind.DUPLICATE],
            "broken": kinds[MessageKind.BROKEN],
            "contradicting": kinds[MessageKind.CONFLICT],
        },
        len(found.accepted),
        "accepted",
    )
    beside = len(events) - len(on_stream)
    applied = Tally(
        {
            f"different {EVENT.nouns} on the stream": len(on_stream) - len(found.waiting),
            "brought in beside it": beside,
        },
        len(found.applied),
        "applied once",
    )
    return (accepted, applied) if found.audits else (accepted,)
