"""Whether what a replay put back has arrived: every event of its window in every ledger, or refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from contracts.event_type import Key
from domain import EVENT
from lambdas.core.replay.run import State
from sluice.cloud import NotNow
from sluice.replay.archived_events import Payload, ReadCounts
from sluice.replay.ledger_comparison import compared, event_id, folded
from sluice.replay.ledgers import Ledgers
from sluice.replay.monitor import ReplayMonitor
from sluice.replay.place import ReplayTarget
from sluice.replay.replay_status import ReplayStatus
from sluice.replay.run import ReplayRun
from sluice.replay.window_scan import WindowScan

PART = 50_000
"""Events that are held at once, so that a year takes no more memory than an hour."""
AGAIN = "what is missing may still be on its way, so ask again when the consumers are through"
GONE = "a replay to one consumer leaves nothing on its way: what is missing has gone since, start it again"


class NoLedger(NotNow):
    """An environment in which no consumer keeps a ledger."""


class Elsewhere(NotNow):
    """A replay that went into other tables than the ledgers."""


@dataclass(frozen=True)
class Verified:
    """The result by consumer: the events that its ledger lacks, and those of bytes that aren't there.

    `remedy` is what to do about those that it lacks.
    """

    read: ReadCounts
    missing: Mapping[str, tuple[Key, ...]]
    otherwise: Mapping[str, tuple[Key, ...]]
    remedy: str = AGAIN

    @property
    def good(self) -> bool:
        """Whether nothing is to be told."""
        return not any((*self.missing.values(), *self.otherwise.values()))

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "records": self.read.records,
            "refused": self.read.refused,
            "good": self.good,
            "missing": {name: list(map(event_id, keys)) for name, keys in self.missing.items()},
            "otherwise": {name: list(map(event_id, keys)) for name, keys in self.otherwise.items()},
        }

    def lines(self) -> Iterator[str]:
        """Render it for people: every event, by its id."""
        for name, keys in self.missing.items():
            yield from (f"{name} lacks {event_id(key)}" for key in keys)
        for name, keys in self.otherwise.items():
            yield from (f"{name} has {event_id(key)} of another payload" for key in keys)
        ends = f"every {EVENT.noun} is applied" if self.good else self.remedy
        yield f"{self.read.records:,} records, {self.read.refused:,} of them refused when they came: {ends}"


@dataclass(frozen=True)
class FunctionProgress:
    """The progress of a consumer without a ledger: what its function has answered for, by checkpoints."""

    seen: ReplayStatus

    @property
    def good(self) -> bool:
        """Whether it has settled every record."""
        return self.seen.run.state is State.DONE

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        run, progress = self.seen.run, self.seen.progress
        return {
            "records": run.records,
            "refused": progress.left_out,
            "good": self.good,
            "consumer": run.consumer,
            "settled": progress.sent,
        }

    def lines(self) -> Iterator[str]:
        """Render it for people: how far that goes."""
        run, progress = self.seen.run, self.seen.progress
        yield (
            f"{run.consumer} keeps no ledger in which to look {EVENT.nouns} up: of {run.records:,} records "
            f"its function has settled {progress.sent:,}, {progress.left_out:,} were refused when they came"
        )


@dataclass
class _Odd:
    """What one consumer's ledger has not, or has otherwise; of the latter the digests that it has."""

    missing: dict[Key, None] = field(default_factory=dict)
    otherwise: dict[Key, frozenset[bytes]] = field(default_factory=dict)


def verify(watch: ReplayMonitor, run: ReplayRun, consumer: str | None) -> Verified | FunctionProgress:
    """Look where a replay went, or in one consumer's ledger; raise Elsewhere, NoLedger or NoSuchConsumer."""
    if run.into:
        raise Elsewhere(f"{run.id} went into {run.into}, not into the ledgers")
    ledgers = watch.place.ledgers
    if run.consumer and not consumer and run.consumer not in ledgers.tables:
        return FunctionProgress(watch.seen(run))
    if not ledgers.tables:
        where = f"{watch.place.name} has no Consumers (environments.py names what it has)"
        raise NoLedger(f"no consumer keeps a ledger in which to look {EVENT.nouns} up: {where}")
    return _looked_up(watch.place, run, ledgers.of(consumer or run.consumer))


def _looked_up(place: ReplayTarget, run: ReplayRun, ledgers: Ledgers) -> Verified:
    """Read the whole window, and look every event up."""
    finding = WindowScan(place, run.window)
    archive = finding.archive()
    odd = {name: _Odd() for name in ledgers.tables}
    for part in _parts(archive.events(finding.entries())):
        events = folded(part)
        for name, seen in odd.items():
            found = compared(ledgers, name, events)
            seen.missing.update(dict.fromkeys(found.missing))
            seen.otherwise.update(found.otherwise)
    _explain(odd.values(), finding)
    return Verified(
        archive.read,
        {name: tuple(each.missing) for name, each in odd.items()},
        {name: tuple(each.otherwise) for name, each in odd.items()},
        remedy=GONE if run.consumer else AGAIN,
    )


def _explain(odd: Iterable[_Odd], finding: WindowScan) -> None:
    """A payload that was refused as a conflict is no fault if the one that was applied lies there too."""
    asked = [each for each in odd if each.otherwise]
    if asked:
        again = finding.archive()
        for payload in again.events(finding.entries()):
            for each in asked:
                if each.otherwise.get(payload.key, frozenset()) & {payload.digest, payload.former}:
                    del each.otherwise[payload.key]


def _parts(payloads: Iterator[Payload]) -> Iterator[list[Payload]]:
    while part := list(islice(payloads, PART)):
        yield part
