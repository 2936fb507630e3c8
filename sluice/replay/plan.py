"""What a replay would be, before it is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from domain import EVENT
from sluice.replay import cost, pace, rules
from sluice.replay.cost import LANES, CostLine, Traffic
from sluice.replay.effect import Effect, expected
from sluice.replay.ledger_comparison import event_id
from sluice.replay.pace import OpenShards
from sluice.replay.place import ReplayTarget
from sluice.replay.rules import FiringRule
from sluice.replay.window import Window
from sluice.replay.window_scan import WindowContents, WindowScan


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The plan of a replay: what is known before a start; it may go to one `consumer`."""

    window: Window
    consumer: str | None
    found: WindowContents
    shards: OpenShards
    rate: int
    effect: Effect
    rules: Sequence[FiringRule]
    cost: Sequence[CostLine]
    kept: CostLine

    @property
    def minutes(self) -> float:
        """How long it takes at the rate."""
        return self.found.records / self.rate / 60

    @property
    def dollars(self) -> float:
        """What is paid once."""
        return sum(line.dollars for line in self.cost)

    def figures(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "from": self.window.start.isoformat(),
            "to": self.window.end.isoformat(),
            EVENT.partition_noun: self.window.partition,
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


def plan(finding: WindowScan, consumer: str | None, *, rate: int | None) -> Plan:
    """Look at the window, and at the ledgers; raises what a window, a consumer, a rate or a ledger raises."""
    place = finding.place
    ledgers = place.ledgers_of(consumer)
    found, shards = finding.found(), OpenShards.of(place.ask.kinesis, place.stream)
    effect = expected(finding, found, ledgers)
    record_bytes = effect.read.mean_bytes
    rate = pace.rate(rate, shards, record_bytes=record_bytes, partition=finding.window.partition)
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


def paced(finding: WindowScan, rate: int | None) -> int:
    """Return the rate of a start, by the first object's records; raises TooFast."""
    archive = finding.archive()
    for _ in archive.events(islice(finding.entries(), 1)):
        pass
    shards = OpenShards.of(finding.place.ask.kinesis, finding.place.stream)
    return pace.rate(rate, shards, record_bytes=archive.read.mean_bytes, partition=finding.window.partition)


def _rules(place: ReplayTarget, missing: Mapping[str, int], consumer: str | None) -> Iterator[FiringRule]:
    """Return what would fire; nothing where there is no bus."""
    if place.bus is not None:
        yield from rules.firing(place.ask.events, place.bus, rules.told(missing, consumer))


def _traffic(
    found: WindowContents,
    effect: Effect,
    shards: OpenShards,
    consumer: str | None,
    *,
    record_bytes: float,
    rate: int,
) -> Traffic:
    """What a consumer without a ledger knows nobody can say: it may all be new to it."""
    share = found.records / max(1, effect.read.records)
    applied = effect.applied if effect.consumers else effect.events
    return Traffic(
        records=found.records,
        record_bytes=record_bytes,
        objects=found.objects,
        raw_bytes=found.bytes,
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
        EVENT.nouns: effect.events,
        "refused": effect.read.refused,
        "consumers": {
            name: {
                "applied": len(each.missing),
                "known": each.known,
                "conflicting": each.conflicts,
                "missing": [event_id(key) for key in each.missing],
            }
            for name, each in effect.consumers.items()
        },
    }
