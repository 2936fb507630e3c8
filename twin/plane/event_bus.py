"""Runs one event bus: its rules, their targets and dead letters, its archive and its replays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.observations import EventDelivered, EventGivenUp, EventTaken, Observer, Replayed
from twin.semantics.event_archive import REPLAY_NAME, happened_at
from twin.semantics.lane import Backoff, exponential
from twin.semantics.rule_delivery import DeadLetter, Dispatch, Refusal, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twin.plane.replays import Replay, Replays
    from twin.plane.targets import Targets
    from twin.semantics.bus_settings import Rule
    from twin.semantics.event_archive import EventArchive
    from twin.semantics.event_pattern import Event

    Taken = Callable[[int], Sequence[Event]]
    """The events that a bus has taken, but for the first so many."""

MOMENT = 0.1


@dataclass(frozen=True, slots=True)
class DeployedArchive:
    """What an archive keeps, and the replays of it that are asked for."""

    kept: EventArchive
    replays: Replays


@dataclass(frozen=True, slots=True)
class DeployedBus:
    """An event bus by its name, with what the template attaches to it."""

    name: str
    rules: Sequence[Rule]
    archive: DeployedArchive | None
    taken: Taken


class EventBus:
    """Belongs to the thread that takes turns."""

    def __init__(
        self, bus: DeployedBus, targets: Targets, observe: Observer, backoff: Backoff = exponential
    ) -> None:
        self._bus = bus
        self._targets = targets
        self._observe = observe
        self._backoff = backoff
        self._under_way: list[Dispatch] = []
        self._seen = 0
        self._rested_at = 0.0

    def discover(self) -> None:
        """Nothing to find: every event since the bus exists will be taken."""

    def turn(self) -> None:
        asked_at = time.time()
        self._take()
        replayed = bool(self._bus.archive and self._replay(self._bus.archive))
        self._deliver()
        if not (self._under_way or replayed):
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
            self._observe(Replayed(time.time(), self._bus.name, replay.name, count))
        return replay is not None

    def _run(self, replay: Replay, archive: DeployedArchive) -> int:
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
            self._deliver()
            count, last = count + len(minute), max(map(happened_at, minute))
        archive.replays.goes_on(replay, last)
        return count

    def _fan_out(self, event: Event, rules: Sequence[Rule]) -> None:
        now = time.time()
        if self._bus.archive:
            self._bus.archive.kept.keep(event, now)
        self._under_way += [
            Dispatch(event, rule.arn, target, accepted_at=now)
            for rule in rules
            if rule.takes(event)
            for target in rule.targets
        ]

    def _deliver(self) -> None:
        waiting, self._under_way = self._under_way, []
        for dispatch in waiting:
            if dispatch.due_at > time.time():
                self._under_way.append(dispatch)
            elif refusal := self._targets.deliver(dispatch):
                self._refused(dispatch, refusal)
            else:
                self._delivered(dispatch)

    def _delivered(self, dispatch: Dispatch) -> None:
        self._observe(
            EventDelivered(
                at=time.time(),
                rule_arn=dispatch.rule_arn,
                target_arn=dispatch.target.arn,
                event_id=dispatch.event["id"],
                attempts=dispatch.attempts + 1,
                replay=dispatch.event.get(REPLAY_NAME),
            )
        )

    def _refused(self, dispatch: Dispatch, refusal: Refusal) -> None:
        following = refused(dispatch, refusal, time.time(), self._backoff)
        if isinstance(following, DeadLetter):
            self._give_up(following)
        else:
            self._under_way.append(following)

    def _give_up(self, letter: DeadLetter) -> None:
        dispatch, buried_in = letter.dispatch, self._targets.bury(letter)
        self._observe(
            EventGivenUp(
                at=time.time(),
                rule_arn=dispatch.rule_arn,
                target_arn=dispatch.target.arn,
                event_id=dispatch.event["id"],
                error_code=letter.refusal.code,
                condition=letter.condition,
                queue_arn=buried_in,
            )
        )
