"""Keeps what the data plane reports, and makes series over time of it."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from demo.chart import Series
from twin.plane.observations import (
    BatchArchived,
    Delivered,
    EventDelivered,
    EventsReplayed,
    EventTaken,
    Invoked,
    Observation,
    QueueInvoked,
    RecordsRead,
)

BIN_SECONDS = 0.5

Name = TypeVar("Name")


@dataclass
class Recorder:
    """A list of observations, each list append being safe from any thread; seconds count from `began`."""

    began: float
    accepted: list[float] = field(default_factory=list)
    observed: list[Observation] = field(default_factory=list)
    closed: bool = False
    replayed: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Count the seconds from now on."""
        self.began = time.time()

    def __call__(self, observation: Observation) -> None:
        """Keep an observation, as the plane's observer, until the record is closed; of replays the size."""
        if isinstance(observation, EventsReplayed):
            self.replayed[observation.replay] = observation.events
        if not self.closed:
            self.observed.append(observation)

    def moved(self) -> Counter[str]:
        """Records by mover: given to a function, read by a delivery stream; given again counts again."""
        invoked = {each.function for each in self.observed if isinstance(each, Invoked)}
        count: Counter[str] = Counter()
        for each in self.observed:
            if isinstance(each, Invoked):
                count[each.function] += each.records
            elif isinstance(each, RecordsRead) and each.reader not in invoked:
                count[each.reader] += each.records
        return count

    def delivered(self) -> Counter[str]:
        """Records that each delivery stream wrote."""
        return _summed((each.stream, each.records) for each in self.observed if isinstance(each, Delivered))

    def given_up(self) -> Counter[str]:
        """Records that each function's mapping discarded."""
        return _summed(
            (each.function, each.records) for each in self.observed if isinstance(each, BatchArchived)
        )

    def taken(self) -> Counter[str]:
        """Events that a bus took, by their detail type."""
        return Counter(each.detail_type for each in self.observed if isinstance(each, EventTaken))

    def heard(self) -> dict[str, float]:
        """Return when a bus took each event, by its id."""
        return {each.event_id: each.at for each in self.observed if isinstance(each, EventTaken)}

    def routed(self) -> Counter[str]:
        """Events that each rule's target took."""
        return Counter(each.target_arn for each in self.observed if isinstance(each, EventDelivered))

    def worked_off(self) -> Counter[tuple[str, str]]:
        """Messages of a queue that each function is done with."""
        return _summed(
            ((each.queue_arn, each.function), each.deleted)
            for each in self.observed
            if isinstance(each, QueueInvoked)
        )

    def settled(self) -> int:
        """Return how many records all functions together are done with."""
        return sum(each.acknowledged for each in self.observed if isinstance(each, Invoked))

    def errors(self) -> int:
        """Return how many invocations ended in an error of the function."""
        return sum(isinstance(each, Invoked) and each.function_error is not None for each in self.observed)

    def throughput(self, names: Mapping[str, str]) -> list[Series]:
        """Records a second: taken by the stream, and settled by each function that has one of `names`."""
        settled: dict[str, list[tuple[float, int]]] = {}
        for each in self.observed:
            if isinstance(each, Invoked) and each.function in names and each.at >= self.began:
                settled.setdefault(each.function, []).append((each.at, each.acknowledged))
        taken = [(at, 1) for at in self.accepted]
        functions = enumerate(sorted(settled.items()), 2)
        return [
            Series("accepted by the stream", 1, self._rate(taken)),
            *(Series(names[name], style, self._rate(counts)) for style, (name, counts) in functions),
        ]

    def age(self, names: Mapping[str, str]) -> list[Series]:
        """Seconds from a record's arrival to the answer of each function that has one of `names`."""
        ages: dict[str, list[tuple[float, float]]] = {}
        for each in self.observed:
            if isinstance(each, Invoked) and each.function in names and each.at >= self.began:
                ages.setdefault(each.function, []).append((each.at - self.began, each.iterator_age))
        return [
            Series(names[name], style, points) for style, (name, points) in enumerate(sorted(ages.items()), 2)
        ]

    def _rate(self, counts: Iterable[tuple[float, int]]) -> list[tuple[float, float]]:
        bins: Counter[int] = Counter()
        for at, count in counts:
            bins[int((at - self.began) / BIN_SECONDS)] += count
        return [(index * BIN_SECONDS, bins[index] / BIN_SECONDS) for index in range(max(bins, default=0) + 2)]


def _summed(counts: Iterable[tuple[Name, int]]) -> Counter[Name]:
    total: Counter[Name] = Counter()
    for name, count in counts:
        total[name] += count
    return total
