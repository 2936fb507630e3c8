"""Replays of an archive: start, look, cancel."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sluice.cloud import NotNow
from sluice.events.archive import Archive
from sluice.events.window import Window

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_events.type_defs import (
        DescribeReplayResponseTypeDef,
        ReplayDestinationTypeDef,
        ReplayTypeDef,
    )

COMPLETED = "COMPLETED"
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html
ENDED = {COMPLETED, "CANCELLED", "FAILED"}
PAUSE_SECONDS = 2.0


class NameTaken(NotNow):
    """There was a replay of that name within 90 days."""


class UnderWay(NotNow):
    """The archive is being replayed already."""


class NoSuchReplay(NotNow):
    """The archive was not replayed under that name."""


class IsOver(NotNow):
    """There is nothing left to cancel."""


@dataclass(frozen=True)
class Replay:
    """A replay as it was when somebody looked; `last` is the time of the event that was given back last."""

    name: str
    state: str
    window: Window
    last: datetime | None
    reason: str

    @property
    def has_ended(self) -> bool:
        """Whether its state is the last one."""
        return self.state in ENDED

    @property
    def is_done(self) -> bool:
        """Whether it gave back everything."""
        return self.state == COMPLETED


class Replays:
    """Those of one archive."""

    def __init__(
        self, events: "EventBridgeClient", archive: Archive, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._events = events
        self._archive = archive
        self._pause = pause

    def all(self) -> list[Replay]:
        """Every replay of the archive in the last 90 days, the first first.

        "EventBridge deletes replays after 90 days":
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
        """
        return [_seen(each) for each in sorted(self._listed(), key=lambda each: each["ReplayStartTime"])]

    def start(self, name: str, window: Window, rules: Collection[str]) -> None:
        """Give events back to these rules by their ARNs, without any to all; raises NameTaken."""
        destination: ReplayDestinationTypeDef = {"Arn": self._archive.bus_arn}
        if rules:
            destination["FilterArns"] = list(rules)
        try:
            self._events.start_replay(
                ReplayName=name,
                EventSourceArn=self._archive.arn,
                EventStartTime=window.start,
                EventEndTime=window.end,
                Destination=destination,
            )
        except self._events.exceptions.ResourceAlreadyExistsException as error:
            raise NameTaken(f"there was a replay {name} already: give another --name") from error

    def require_rest(self) -> None:
        """Raise UnderWay if a replay is not over: two at once would be told apart by nobody."""
        for replay in self.all():
            if not replay.has_ended:
                raise UnderWay(f"{replay.name} is {replay.state.lower()}: wait for its end, or cancel it")

    def look(self, name: str) -> Replay:
        """How far a replay is; raises NoSuchReplay."""
        try:
            told = self._events.describe_replay(ReplayName=name)
        except self._events.exceptions.ResourceNotFoundException as error:
            raise NoSuchReplay(f"there is no replay {name}") from error
        if told["EventSourceArn"] != self._archive.arn:
            raise NoSuchReplay(f"{name} is a replay of another archive, {told['EventSourceArn']}")
        return _seen(told)

    def watch(self, name: str) -> Iterator[Replay]:
        """Look again and again, at last when it has ended; raises NoSuchReplay."""
        yield (replay := self.look(name))
        while not replay.has_ended:
            self._pause(PAUSE_SECONDS)
            yield (replay := self.look(name))

    def cancel(self, name: str) -> Replay:
        """Let a replay give back nothing more; raises NoSuchReplay, IsOver."""
        before = self.look(name)
        try:
            self._events.cancel_replay(ReplayName=name)
        except self._events.exceptions.IllegalStatusException as error:
            raise IsOver(f"{name} is {before.state.lower()}: there is nothing to cancel") from error
        return self.look(name)

    def _listed(self) -> "Iterator[ReplayTypeDef]":
        # boto3 has no paginator for it.
        page = self._events.list_replays(EventSourceArn=self._archive.arn)
        yield from page["Replays"]
        while token := page.get("NextToken"):
            page = self._events.list_replays(EventSourceArn=self._archive.arn, NextToken=token)
            yield from page["Replays"]


def _seen(told: "ReplayTypeDef | DescribeReplayResponseTypeDef") -> Replay:
    last = told.get("EventLastReplayedTime")
    return Replay(
        told["ReplayName"],
        told["State"],
        Window(told["EventStartTime"].astimezone(UTC), told["EventEndTime"].astimezone(UTC)),
        last.astimezone(UTC) if last else None,
        told.get("StateReason", ""),
    )
