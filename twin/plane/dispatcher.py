"""Brings a bus's events to the targets of its rules: each is tried until taken, or a dead letter."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from twin.plane.observations import EventDelivered, EventGivenUp, Observer
from twin.semantics.event_archive import REPLAY_NAME
from twin.semantics.rule_delivery import DeadLetter, Dispatch, TargetRefusal, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.plane.targets import Targets
    from twin.semantics.bus_settings import RuleSettings
    from twin.semantics.event_pattern import Event
    from twin.semantics.lane import Backoff


class EventDispatcher:
    """What is under way from one bus; belongs to the thread that takes the bus's turns."""

    def __init__(self, targets: Targets, observe: Observer, backoff: Backoff) -> None:
        self._under_way: list[Dispatch] = []
        self._targets = targets
        self._observe = observe
        self._backoff = backoff

    @property
    def idle(self) -> bool:
        """Return whether every event is with its targets, or given up."""
        return not self._under_way

    def begin(self, event: Event, rules: Sequence[RuleSettings], accepted_at: float) -> None:
        """Send an event on its way to all targets of those rules that take it."""
        self._under_way += [
            Dispatch(event, rule.arn, target, accepted_at)
            for rule in rules
            if rule.takes(event)
            for target in rule.targets
        ]

    def deliver(self) -> None:
        """Try what is due, once each; what may yet succeed stays under way."""
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

    def _refused(self, dispatch: Dispatch, refusal: TargetRefusal) -> None:
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
