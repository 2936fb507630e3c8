"""Whether what a replay put back has arrived: every sale of its window in every ledger, or refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from contracts.event_type import Key
from sluice.cloud import NotNow
from sluice.replay.comparing import compared, folded, sale_id
from sluice.replay.finding import Finding
from sluice.replay.ledgers import Ledgers
from sluice.replay.place import Place
from sluice.replay.run import Run
from sluice.replay.sales import Archive, Payload, Read

PART = 50_000
"""Sales that are held at once, so that a year takes no more memory than an hour."""
AGAIN = "what is missing may still be on its way, so ask again when the consumers are through"


class Elsewhere(NotNow):
    """A replay that went into other tables than the ledgers."""


@dataclass(frozen=True)
class Verified:
    """Of each consumer: the sales that its ledger lacks, and those that it has of bytes that aren't there."""

    read: Read
    missing: Mapping[str, tuple[Key, ...]]
    otherwise: Mapping[str, tuple[Key, ...]]

    @property
    def good(self) -> bool:
        """Whether nothing is to be told."""
        return not any((*self.missing.values(), *self.otherwise.values()))

    def figures(self) -> dict[str, Any]:
        """For programs."""
        return {
            "records": self.read.records,
            "refused": self.read.refused,
            "good": self.good,
            "missing": {name: list(map(sale_id, keys)) for name, keys in self.missing.items()},
            "otherwise": {name: list(map(sale_id, keys)) for name, keys in self.otherwise.items()},
        }

    def lines(self) -> Iterator[str]:
        """For people: every sale, by its id."""
        for name, keys in self.missing.items():
            yield from (f"{name} lacks {sale_id(key)}" for key in keys)
        for name, keys in self.otherwise.items():
            yield from (f"{name} has {sale_id(key)} of another payload" for key in keys)
        ends = "every sale is applied" if self.good else AGAIN
        yield f"{self.read.records:,} records, {self.read.refused:,} of them refused when they came: {ends}"


@dataclass
class _Odd:
    """What one consumer's ledger has not, or has otherwise; of the latter the digest that it has."""

    missing: dict[Key, None] = field(default_factory=dict)
    otherwise: dict[Key, bytes] = field(default_factory=dict)


def verify(place: Place, run: Run, ledgers: Ledgers) -> Verified:
    """Read the whole window of a replay; raises Elsewhere, and what a ledger raises."""
    if run.into:
        raise Elsewhere(f"{run.id} went into {run.into}, not into the ledgers")
    finding = Finding(place, run.window)
    archive = Archive(finding.place.ask.s3, finding.place.raw, finding.window.store)
    odd = {name: _Odd() for name in ledgers.tables}
    for part in _parts(archive.sales(finding.entries())):
        sales = folded(part)
        for name, seen in odd.items():
            found = compared(ledgers, name, sales)
            seen.missing.update(dict.fromkeys(found.missing))
            seen.otherwise.update(found.otherwise)
    _explain(odd.values(), finding)
    return Verified(
        archive.read,
        {name: tuple(each.missing) for name, each in odd.items()},
        {name: tuple(each.otherwise) for name, each in odd.items()},
    )


def _explain(odd: Iterable[_Odd], finding: Finding) -> None:
    """A payload that was refused as a conflict is no fault if the one that was applied lies there too."""
    asked = [each for each in odd if each.otherwise]
    if asked:
        again = Archive(finding.place.ask.s3, finding.place.raw, finding.window.store)
        for payload in again.sales(finding.entries()):
            for each in asked:
                if each.otherwise.get(payload.key) == payload.digest:
                    del each.otherwise[payload.key]


def _parts(payloads: Iterator[Payload]) -> Iterator[list[Payload]]:
    while part := list(islice(payloads, PART)):
        yield part
