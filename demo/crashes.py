"""Kills functions, and makes Firehose write twice, at moments that a seed picks."""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from types import MappingProxyType

from twin.plane.faults import NoFaults
from twin.semantics.batches import InvocationBatch
from twin.semantics.firehose import Delivery

Stumbling = Mapping[str, Collection[bytes]]
"""The records over which each function stumbles."""

MOMENTS = (0.0, 0.5, 1.0)
"""How far a function gets before it dies: not at all, half its batch, all of it but for its answer."""


@dataclass
class Crash:
    """A function that died `done` records into its batch; times in seconds since the epoch."""

    at: float
    function: str
    batch: frozenset[tuple[str, str]]
    done: int
    came_again: list[float] = field(default_factory=list)


class Crashes(NoFaults):
    """Kills each function once at every one of MOMENTS, spread over the messages; any thread may ask.

    Besides, a function dies of each record that it stumbles over, as often as it comes, until it is repaired.
    """

    def __init__(
        self,
        functions: Collection[str],
        messages: int,
        seed: int,
        stumbling: Stumbling = MappingProxyType({}),
    ) -> None:
        random = Random(seed)  # noqa: S311
        self._planned = {name: _plan(messages, random) for name in sorted(functions)}
        self._stumbling = stumbling
        self._seen: Counter[str] = Counter()
        self._to_write_twice = bool(functions)
        self._lock = Lock()
        self.happened: list[Crash] = []
        self.written_twice = 0

    def dies_after(self, function: str, batch: InvocationBatch) -> int | None:
        """Kill the function when it has been given as many records as the plan says."""
        count = len(batch.records)
        with self._lock:
            self._seen[function] += count
            self._note_return(function, batch)
            if (stumbled := self._stumbles_at(function, batch)) is not None:
                return stumbled
            planned = self._planned.get(function)
            if not planned or self._seen[function] < min(planned):
                return None
            done = round(planned.pop(min(planned)) * count)
            self.happened.append(Crash(time.time(), function, _identities(batch), done))
            return done

    def repair(self) -> None:
        """Let no function stumble any more."""
        self._stumbling = {}

    def writes_twice(self, stream: str, delivery: Delivery) -> bool:  # noqa: ARG002 - the protocol's
        """Let the first object be written again under another name."""
        with self._lock:
            twice, self._to_write_twice = self._to_write_twice, False
            self.written_twice += len(delivery.records) if twice else 0
            return twice

    def _stumbles_at(self, function: str, batch: InvocationBatch) -> int | None:
        over = self._stumbling.get(function, frozenset())
        places = (place for place, record in enumerate(batch.records) if over and record.data in over)
        return next(places, None)

    def _note_return(self, function: str, batch: InvocationBatch) -> None:
        for crash in self.happened:
            if crash.function == function and crash.batch & _identities(batch):
                crash.came_again.append(time.time())


def _identities(batch: InvocationBatch) -> frozenset[tuple[str, str]]:
    return frozenset((record.shard_id, record.sequence_number) for record in batch.records)


def _plan(messages: int, random: Random) -> dict[int, float]:
    """Return how far the function gets, by the number of records at which it dies: one death in each part."""
    part = messages // (len(MOMENTS) + 1)
    moments: Mapping[int, float] = dict(enumerate(random.sample(MOMENTS, len(MOMENTS)), 1))
    return {number * part + random.randint(0, part // 2): moment for number, moment in moments.items()}
