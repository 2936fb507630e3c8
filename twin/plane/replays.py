"""Replays of a bus's archive that somebody asked for, by StartReplay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.services.own_actions import ask
from twin.services.replays import ENDED, FIRST, REACHED

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class EventReplay:
    """Events of [start, end) once more, in seconds since the epoch; no filter means every rule.

    "We recommend you delay replaying archived events for 10 minutes to make sure all events are replayed":
    nobody enforces it, and the twin's archive has no delay.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
    """

    name: str
    start: float
    end: float
    filter_arns: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> EventReplay:
        """Return a replay as DescribeReplay does."""
        filters = tuple(told["Destination"].get("FilterArns", ()))
        return cls(told["ReplayName"], told["EventStartTime"], told["EventEndTime"], filters)


@dataclass(frozen=True, slots=True)
class EventReplays:
    """Those of one archive, as the emulator keeps them: one is played, the others wait for their turn."""

    endpoint: str
    archive_arn: str

    def first(self) -> EventReplay | None:
        """Return the one that has waited longest."""
        told = ask(self.endpoint, FIRST, {"EventSourceArn": self.archive_arn})["Replay"]
        return EventReplay.of(told) if told else None

    def goes_on(self, replay: EventReplay, last: float | None) -> bool:
        """Tell that events up to the time `last` were given back; return whether more are wanted."""
        told = ask(self.endpoint, REACHED, {"ReplayName": replay.name, "Last": last})
        return bool(told["State"] == "RUNNING")

    def end(self, replay: EventReplay) -> None:
        """Tell that nothing more will be given back."""
        ask(self.endpoint, ENDED, {"ReplayName": replay.name})
