"""Replays of an archive: start, look, cancel."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sluice.cloud import NotNow
from sluice.events.archive import BusArchive
from sluice.events.window import EventWindow

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
    """A name that a replay of the last 90 days has."""


class ArchiveReplayRunning(NotNow):
    """The archive is being replayed already."""


class NoSuchArchiveReplay(NotNow):
    """The archive was not replayed under that name."""


class ReplayOver(NotNow):
    """A replay that has ended, and can't be cancelled."""


@dataclass(frozen=True)
class ArchiveReplay:
    """A replay as it was at a look; `last` is the time of the event that was given back last."""

    name: str
    state: str
    window: EventWindow
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


class ArchiveReplays:
    """The replays of one archive."""

    def __init__(
        self, events: "EventBridgeClient", archive: BusArchive, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._events = events
        self._archive = archive
        self._pause = pause

    def all(self) -> list[ArchiveReplay]:
        """List the replays of the archive in the last 90 days, the first first.

        "EventBridge deletes replays after 90 days":
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
        """
        return [_to_replay(each) for each in sorted(self._listed(), key=lambda each: each["ReplayStartTime"])]

    def start(self, name: str, window: EventWindow, rules: Collection[str]) -> None:
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
        """Raise ArchiveReplayRunning if a replay is not over: two at once could not be told apart."""
        for replay in self.all():
            if not replay.has_ended:
                raise ArchiveReplayRunning(
                    f"{replay.name} is {replay.state.lower()}: wait for its end, or cancel it"
                )

    def look(self, name: str) -> ArchiveReplay:
        """Describe a replay as it is now; raise NoSuchArchiveReplay."""
        try:
            described = self._events.describe_replay(ReplayName=name)
        except self._events.exceptions.ResourceNotFoundException as error:
            raise NoSuchArchiveReplay(f"there is no replay {name}") from error
        if described["EventSourceArn"] != self._archive.arn:
            raise NoSuchArchiveReplay(f"{name} is a replay of another archive, {described['EventSourceArn']}")
        return _to_replay(described)

    def watch(self, name: str) -> Iterator[ArchiveReplay]:
        """Look again and again, at last when it has ended; raises NoSuchArchiveReplay."""
        yield (replay := self.look(name))
        while not replay.has_ended:
            self._pause(PAUSE_SECONDS)
            yield (replay := self.look(name))

    def cancel(self, name: str) -> ArchiveReplay:
        """Let a replay give back nothing more; raises NoSuchArchiveReplay, ReplayOver."""
        before = self.look(name)
        try:
            self._events.cancel_replay(ReplayName=name)
        except self._events.exceptions.IllegalStatusException as error:
            raise ReplayOver(f"{name} is {before.state.lower()}: there is nothing to cancel") from error
        return self.look(name)

    def _listed(self) -> "Iterator[ReplayTypeDef]":
        # boto3 has no paginator for it.
        page = self._events.list_replays(EventSourceArn=self._archive.arn)
        yield from page["Replays"]
        while token := page.get("NextToken"):
            page = self._events.list_replays(EventSourceArn=self._archive.arn, NextToken=token)
            yield from page["Replays"]


def _to_replay(described: "ReplayTypeDef | DescribeReplayResponseTypeDef") -> ArchiveReplay:
    last = described.get("EventLastReplayedTime")
    return ArchiveReplay(
        described["ReplayName"],
        described["State"],
        EventWindow(described["EventStartTime"].astimezone(UTC), described["EventEndTime"].astimezone(UTC)),
        last.astimezone(UTC) if last else None,
        described.get("StateReason", ""),
    )
