"""Everything that events have changed, at one moment; and what is otherwise at another."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from contracts.scenario import Row
from demo import observed_state
from demo.demo_run import DemoRun
from lambdas.core.ledger_row import ADJUSTMENT, ENTRY, PARTITION

Rows = Mapping[str, Row]
"""The rows of a ledger under partition and entry: of an event that is its id."""


@dataclass(frozen=True)
class Snapshot:
    """The ledgers' rows by consumer, what lies in quarantine, and which invariants of the run are broken."""

    ledgers: Mapping[str, Rows]
    refused: frozenset[str]
    broken: Sequence[str] = ()

    def changes(self, after: "Snapshot", new: Collection[str]) -> Iterator[str]:
        """Name what is otherwise afterwards, but for the events that are `new` and must be there."""
        for consumer, rows in self.ledgers.items():
            yield from _differing(consumer, rows, after.ledgers[consumer], new)
        yield from (f"refused again: {name}" for name in sorted(after.refused - self.refused))
        yield from after.broken


def snapshot(run: DemoRun) -> Snapshot:
    """Read it all."""
    dynamodb, s3 = run.twin.emulator.client("dynamodb"), run.twin.emulator.client("s3")
    ledgers = {
        consumer: {f"{row[PARTITION]}/{row[ENTRY]}": row for row in observed_state.ledger(dynamodb, table)}
        for consumer, table in run.deployment.ledgers.items()
    }
    kept = observed_state.quarantined(s3, run.deployment.quarantine)
    return Snapshot(
        ledgers,
        frozenset(f"{each.consumer} {each.reason} {sha256(each.data).hexdigest()[:12]}" for each in kept),
        [each for invariant in run.invariants for each in invariant()],
    )


def _differing(consumer: str, before: Rows, after: Rows, new: Collection[str]) -> Iterator[str]:
    """Adjustments may come at any time; all other rows stay as they were."""
    yield from (f"{consumer} lacks {name}" for name in sorted(set(new) - after.keys()))
    kept = before.keys() | after.keys() - set(new)
    for name in sorted(kept):
        if before.get(name) != after.get(name) and f"/{ADJUSTMENT}" not in name:
            yield f"{consumer} {name}"
