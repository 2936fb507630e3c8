"""An archive of a bus: what it keeps, and in which pieces it gives it back."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from twin.semantics.bus_settings import ArchiveSettings
from twin.semantics.event_pattern import Event, EventPattern

REPLAY_NAME = "replay-name"
BUCKET_SECONDS = 60


class EventArchive:
    """Keeps what its pattern matches, but no replayed event: "a managed rule [...] prevents" that.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
    """

    def __init__(self, settings: ArchiveSettings) -> None:
        self._pattern = (
            EventPattern.parse(settings.event_pattern) if settings.event_pattern else EventPattern()
        )
        self._retention = settings.retention_seconds
        self._kept: list[tuple[float, Event]] = []

    def keep(self, event: Event, now: float) -> None:
        if REPLAY_NAME not in event and self._pattern.matches(event):
            self._kept.append((now, event))

    def events(self, now: float) -> list[Event]:
        """Return what it holds, in the order of arrival, once what grew too old is gone."""
        self._kept = [(at, event) for at, event in self._kept if now - at < self._retention]
        return [event for _, event in self._kept]

    def replayed(self, name: str, start: float, end: float, now: float) -> Iterator[tuple[Event, ...]]:
        """Yield the events with a time of [start, end), a minute at once, marked with the replay's name.

        "A replay processes events to replay based on the time in the event, and replays them on one minute
        intervals." "Events aren't necessarily replayed in the same order that they were added to the
        archive": here the last of a minute comes first, so that nobody learns to rely on an order.
        Which end of the range is open, and that an event keeps its id, is modelled.
        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
        """
        chosen = [event for event in self.events(now) if start <= happened_at(event) < end]
        for _, bucket in groupby(sorted(chosen, key=_minute), _minute):
            yield tuple({**event, REPLAY_NAME: name} for event in reversed(list(bucket)))


def happened_at(event: Event) -> float:
    """Return the time in the event, in seconds since the epoch."""
    return datetime.fromisoformat(event["time"]).timestamp()


def _minute(event: Event) -> float:
    return happened_at(event) // BUCKET_SECONDS
