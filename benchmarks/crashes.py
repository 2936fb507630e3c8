"""Kills a handler before and after each of its calls, delivers again, and compares with the fold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from random import Random

from benchmarks.deliveries import (
    BETWEEN_ATTEMPTS,
    Killed,
    Poller,
    Records,
    bisected,
    exhausted,
    pass_time,
    unacknowledged,
    whole,
)
from benchmarks.designs import Design
from benchmarks.dynamodb import SimulatedDynamoDB
from benchmarks.sales import fold, measured, sale
from benchmarks.turns import Turns

MOST_LINES = 3
SCHEDULES = 40
NEVER = -1
RETRIES = {"redelivered": whole, "bisected": bisected, "redriven later": exhausted}


@dataclass(frozen=True)
class Outcomes:
    """How many histories of one kind left a wrong stock."""

    design: str
    kind: str
    histories: int
    wrong: int


class KillAt:
    """Dies at the nth time that a call is about to begin, or its answer about to be heard."""

    def __init__(self, point: int) -> None:
        self._left = point

    @property
    def reached(self) -> bool:
        """Whether it came to that."""
        return self._left < 0

    def __call__(self, _step: str) -> None:
        """Count down."""
        self._left -= 1
        if self._left == -1:
            raise Killed


def history(sales: int) -> Sequence[Records]:
    """Return two batches of real, small baskets; one is repeated within its batch, one in the next."""
    small = [data for data in measured() if len(sale(data).lines) <= MOST_LINES][:sales]
    middle = sales // 2
    records = list(enumerate([*small[:middle], small[1], small[0], *small[middle:]], start=1))
    return [records[: middle + 1], records[middle + 1 :]]


class CrashTrials:
    """Histories of a design: the same two batches, killed or delivered in ever other ways."""

    def __init__(self, design: Design, sales: int) -> None:
        self._design = design
        self._batches = history(sales)
        self._expected = fold(data for _, data in chain.from_iterable(self._batches))
        self._dynamodb = SimulatedDynamoDB(design.tables)
        self._handle = design.handler(self._dynamodb, 1)

    def outcomes(self) -> Iterator[Outcomes]:
        """Kill at every point, for each way in which records come again; then deliver twice at once."""
        for kind, retry in RETRIES.items():
            right = list(self._killed_at_every_point(retry))
            yield Outcomes(self._design.name, kind, len(right), right.count(False))
        right = [self._delivered_twice_at_once(seed) for seed in range(SCHEDULES)]
        yield Outcomes(self._design.name, "two at once", len(right), right.count(False))

    def _killed_at_every_point(self, retry: Callable[[Records], Sequence[Records]]) -> Iterator[bool]:
        for point in count():
            kill = KillAt(point)
            self._begin(observe=kill)
            right = self._finish(self._batches, retry)
            if not kill.reached:
                return
            yield right

    def _delivered_twice_at_once(self, seed: int) -> bool:
        """Two sandboxes get the same batch; in every second history one of them dies somewhere."""
        order = Random(seed)  # noqa: S311 - an order to be repeated, nothing secret
        turns, kill = Turns(order), KillAt(order.randrange(20) if seed % 2 else NEVER)

        def observe(step: str) -> None:
            turns.pause(step)
            kill(step)

        self._begin(observe)
        left: list[Records] = []
        turns.run(*[lambda: left.append(self._attempt())] * 2)
        pass_time(self._dynamodb, BETWEEN_ATTEMPTS)
        return self._finish([*filter(None, left), *self._batches[1:]], whole)

    def _attempt(self) -> Records:
        try:
            return unacknowledged(self._handle, self._batches[0])
        except Killed:
            return self._batches[0]

    def _begin(self, observe: Callable[[str], None]) -> None:
        self._dynamodb.clear()
        self._dynamodb.observe = observe

    def _finish(self, batches: Sequence[Records], retry: Callable[[Records], Sequence[Records]]) -> bool:
        """Deliver the batches and redrive what was archived; say whether the stock is right."""
        poller = Poller(self._dynamodb, self._handle, retry)
        for batch in batches:
            poller.deliver(batch)
        poller.redrive()
        return self._design.left(self._dynamodb) == self._expected
