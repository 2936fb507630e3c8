"""What a replay would be, before it is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from sluice.replay import cost, pace, rules
from sluice.replay.comparing import sale_id
from sluice.replay.cost import LANES, Line, Traffic
from sluice.replay.effect import Effect, expected
from sluice.replay.finding import Finding, Found
from sluice.replay.pace import Shards
from sluice.replay.place import Place
from sluice.replay.rules import Rule
from sluice.replay.sales import Archive
from sluice.replay.window import Window


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that an operator wants to know before a start; it may go to one `consumer`."""

    window: Window
    consumer: str | None
    found: Found
    shards: Shards
    rate: int
    effect: Effect
    rules: Sequence[Rule]
    cost: Sequence[Line]
    kept: Line

    @property
    def minutes(self) -> float:
        """How long it takes at the rate."""
        return self.found.records / self.rate / 60

    @property
    def dollars(self) -> float:
        """What is paid once."""
        return sum(line.dollars for line in self.cost)

    def figures(self) -> dict[str, Any]:
        """For programs."""
        return {
            "from": self.window.start.isoformat(),
            "to": self.window.end.isoformat(),
            "store": self.window.store,
            "consumer": self.consumer,
            **asdict(self.found),
            "shards": self.shards.count,
            "rate": self.rate,
            "minutes": round(self.minutes, 2),
            "effect": _effect(self.effect),
            "rules": [asdict(rule) for rule in self.rules],
            "dollars": {"once": self.dollars, "a_month": self.kept.dollars, "modelled": True},
            "cost": [
                {"what": f"{each.price.service}: {each.price.what}", "dollars": each.dollars}
                for each in self.cost
            ],
        }


def plan(finding: Finding, consumer: str | None, *, rate: int | None) -> Plan:
    """Look at the window, and at the ledgers; raises what a window, a consumer, a rate or a ledger raises."""
    place = finding.place
    ledgers = place.ledgers_of(consumer)
    found, shards = finding.found(), Shards.of(place.ask.kinesis, place.stream)
    effect = expected(finding, found, ledgers)
    record_bytes = effect.read.mean_bytes
    rate = pace.rate(rate, shards, record_bytes=record_bytes, store=finding.window.store)
    traffic = _traffic(found, effect, shards, consumer, record_bytes=record_bytes, rate=rate)
    return Plan(
        window=finding.window,
        consumer=consumer,
        found=found,
        shards=shards,
        rate=rate,
        effect=effect,
        rules=list(_rules(place, effect.missing, consumer)),
        cost=cost.lines(traffic),
        kept=cost.kept(traffic),
    )


def paced(finding: Finding, rate: int | None) -> int:
    """The rate of a start, by the first object's records; raises TooFast."""
    archive = Archive(finding.place.ask.s3, finding.place.raw, finding.window.store)
    for _ in archive.sales(islice(finding.entries(), 1)):
        pass
    shards = Shards.of(finding.place.ask.kinesis, finding.place.stream)
    return pace.rate(rate, shards, record_bytes=archive.read.mean_bytes, store=finding.window.store)


def _rules(place: Place, missing: Mapping[str, int], consumer: str | None) -> Iterator[Rule]:
    """Return what would fire; nothing where there is no bus."""
    if place.bus is not None:
        yield from rules.firing(place.ask.events, place.bus, rules.told(missing, consumer))


def _traffic(
    found: Found, effect: Effect, shards: Shards, consumer: str | None, *, record_bytes: float, rate: int
) -> Traffic:
    """What a consumer without a ledger knows nobody can say: it may all be new to it."""
    share = found.records / max(1, effect.read.records)
    applied = effect.applied if effect.consumers else effect.sales
    return Traffic(
        records=found.records,
        record_bytes=record_bytes,
        objects=found.objects,
        stored=found.bytes,
        applied=round(applied * share),
        ledgers=len(effect.consumers),
        seconds=found.records / rate,
        lanes=min(LANES, found.objects),
        on_demand=shards.on_demand,
        consumer=consumer,
    )


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "sample": effect.sample,
        "read": effect.read.records,
        "sales": effect.sales,
        "refused": effect.read.refused,
        "consumers": {
            name: {
                "applied": len(each.missing),
                "known": each.known,
                "conflicting": each.conflicts,
                "missing": [sale_id(key) for key in each.missing],
            }
            for name, each in effect.consumers.items()
        },
    }
