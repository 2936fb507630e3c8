"""Runs one event bus: its rules, its archive and its replays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.dispatcher import EventDispatcher
from twin.plane.observations import EventsReplayed, EventTaken, Observer
from twin.semantics.event_archive import happened_at
from twin.semantics.lane import Backoff, exponential

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twin.plane.replays import EventReplay, EventReplays
    from twin.plane.targets import Targets
    from twin.semantics.bus_settings import RuleSettings
    from twin.semantics.event_archive import EventArchive
    from twin.semantics.event_pattern import Event

    Taken = Callable[[int], Sequence[Event]]
    """The events that a bus has taken, but for the first so many."""

MOMENT = 0.1


@dataclass(frozen=True, slots=True)
class DeployedArchive:
    """What an archive keeps, and the replays of it that are asked for."""

    kept: EventArchive
    replays: EventReplays


@dataclass(frozen=True, slots=True)
class DeployedBus:
    """An event bus by its name, with what the template attaches to it."""

    name: str
    rules: Sequence[RuleSettings]
    archive: DeployedArchive | None
    taken: Taken


class EventBus:
    """Belongs to the thread that takes turns."""

    def __init__(
        self, bus: DeployedBus, targets: Targets, observe: Observer, backoff: Backoff = exponential
    ) -> None:
        self._bus = bus
        self._observe = observe
        self._dispatching = EventDispatcher(targets, observe, backoff)
        self._seen = 0
        self._rested_at = 0.0

    def discover(self) -> None:
        """Do nothing: every event since the bus exists will be taken."""

    def turn(self) -> None:
        asked_at = time.time()
        self._take()
        replayed = bool(self._bus.archive and self._replay(self._bus.archive))
        self._dispatching.deliver()
        if self._dispatching.idle and not replayed:
            self._rested_at = asked_at
        time.sleep(MOMENT)

    def rested_at(self) -> float:
        return self._rested_at

    def _take(self) -> None:
        events = self._bus.taken(self._seen)
        self._seen += len(events)
        for event in events:
            self._observe(EventTaken(time.time(), self._bus.name, event["id"], event["detail-type"]))
            self._fan_out(event, self._bus.rules)

    def _replay(self, archive: DeployedArchive) -> bool:
        """Give back what was asked for first; return whether anything was asked for."""
        if replay := archive.replays.first():
            count = self._run(replay, archive)
            archive.replays.end(replay)
            self._observe(EventsReplayed(time.time(), self._bus.name, replay.name, count))
        return replay is not None

    def _run(self, replay: EventReplay, archive: DeployedArchive) -> int:
        """Bring every minute to its targets before the next: "then the events from the second minute".

        What comes meanwhile isn't held up. Return how many events were given back.
        """
        rules = [rule for rule in self._bus.rules if rule.arn in replay.filter_arns or not replay.filter_arns]
        count, last = 0, None
        for minute in archive.kept.replayed(replay.name, replay.start, replay.end, time.time()):
            if not archive.replays.goes_on(replay, last):
                return count
            for event in minute:
                self._fan_out(event, rules)
            self._take()
            self._dispatching.deliver()
            count, last = count + len(minute), max(map(happened_at, minute))
        archive.replays.goes_on(replay, last)
        return count

    def _fan_out(self, event: Event, rules: Sequence[RuleSettings]) -> None:
        now = time.time()
        if self._bus.archive:
            self._bus.archive.kept.keep(event, now)
        self._dispatching.begin(event, rules, now)
