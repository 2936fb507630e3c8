"""Replays of a bus's archive that somebody asked for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.errors import TwinError

if TYPE_CHECKING:
    from collections.abc import Collection


class ReplayRefused(TwinError):
    """A replay that EventBridge would not start."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Events of [start, end) once more, in seconds since the epoch; no filter means every rule.

    "We recommend you delay replaying archived events for 10 minutes to make sure all events are replayed":
    nobody enforces it, and the twin's archive has no delay.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
    """

    name: str
    start: float
    end: float
    filter_arns: tuple[str, ...] = ()


class Replays:
    """Waiting ones, first come, first served; any thread may ask, one takes."""

    def __init__(self, bus: str, rule_arns: Collection[str]) -> None:
        self._bus = bus
        self._rule_arns = frozenset(rule_arns)
        self._names: set[str] = set()
        self._waiting: deque[Replay] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def ask(self, replay: Replay) -> None:
        """Let it wait for its turn; raises ReplayRefused.

        https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
        """
        if replay.start >= replay.end:
            raise ReplayRefused(f"Replay {replay.name} ends before it starts: swap the times.")
        if replay.name in self._names:
            raise ReplayRefused(f"There was a replay {replay.name} already: give another name.")
        if unknown := set(replay.filter_arns) - self._rule_arns:
            raise ReplayRefused(f"{self._bus} has no rule {', '.join(sorted(unknown))}: see its rules' ARNs.")
        self._names.add(replay.name)
        self._waiting.append(replay)

    def first(self) -> Replay | None:
        return self._waiting[0] if self._waiting else None

    def done(self) -> None:
        """With the first."""
        self._waiting.popleft()
