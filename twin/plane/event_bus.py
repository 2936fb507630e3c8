"""Runs one event bus: its rules, their targets and dead letters, its archive and its replays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.observations import EventDelivered, EventGivenUp, EventTaken, Observer, Replayed
from twin.plane.replays import Replay, Replays
from twin.semantics.event_archive import REPLAY_NAME
from twin.semantics.lane import Backoff, exponential
from twin.semantics.rule_delivery import DeadLetter, Dispatch, Refusal, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twin.plane.targets import Targets
    from twin.semantics.bus_settings import Rule
    from twin.semantics.event_archive import EventArchive
    from twin.semantics.event_pattern import Event

    Taken = Callable[[int], Sequence[Event]]
    """The events that a bus has taken, but for the first so many."""

MOMENT = 0.1


@dataclass(frozen=True, slots=True)
class DeployedBus:
    """An event bus by its name, with what the template attaches to it."""

    name: str
    rules: Sequence[Rule]
    archive: EventArchive | None
    taken: Taken


class EventBus:
    """Belongs to the thread that takes turns; only replays are asked for by others."""

    def __init__(
        self, bus: DeployedBus, targets: Targets, observe: Observer, backoff: Backoff = exponential
    ) -> None:
        self.replays = Replays(bus.name, [rule.arn for rule in bus.rules])
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
        if replay := self.replays.first():
            self._run(replay)
            self.replays.done()
        self._deliver()
        if not (self._under_way or self.replays):
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

    def _run(self, replay: Replay) -> None:
        """Bring every minute to its targets before the next: "then the events from the second minute"."""
        rules = [rule for rule in self._bus.rules if rule.arn in replay.filter_arns or not replay.filter_arns]
        count = 0
        if self._bus.archive:
            for minute in self._bus.archive.replayed(replay.name, replay.start, replay.end, time.time()):
                for event in minute:
                    self._fan_out(event, rules)
                self._deliver()
                count += len(minute)
        self._observe(Replayed(time.time(), self._bus.name, replay.name, count))

    def _fan_out(self, event: Event, rules: Sequence[Rule]) -> None:
        now = time.time()
        if self._bus.archive:
            self._bus.archive.keep(event, now)
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
