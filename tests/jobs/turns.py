"""Two runs that take turns: one goes on to its next step only when the order says so."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import Any

from jobs.conflict_retry import retry_conflicts
from jobs.lake import Conflict, Lake
from lake.schema import Table

STEPS = ("refresh", "insert", "upsert", "tag")
PATIENCE_SECONDS = 60


class Turns:
    """Whose turn it is; when the order is used up, whoever is left goes on, the first by name first."""

    def __init__(self, order: str) -> None:
        self._order, self._left = deque(order), sorted(set(order))
        self._changed = Condition()
        self._goes: str | None = None

    def take(self, name: str) -> None:
        """Let the other one go on, and wait for the next turn."""
        with self._changed:
            self._pass(name)
            assert self._changed.wait_for(lambda: self._next() == name, PATIENCE_SECONDS)
            self._goes = name
            if self._order:
                self._order.popleft()

    def leave(self, name: str) -> None:
        """Take no more turns."""
        with self._changed:
            self._left.remove(name)
            self._order = deque(each for each in self._order if each != name)
            self._pass(name)

    def _pass(self, name: str) -> None:
        if self._goes == name:
            self._goes = None
        self._changed.notify_all()

    def _next(self) -> str | None:
        """Nobody, as long as somebody is at it."""
        return None if self._goes else [*self._order, *self._left][0]


class TakingTurns:
    """A lake that waits for its turn before it looks at the tables anew and before it writes."""

    def __init__(self, lake: Lake, name: str, turns: Turns) -> None:
        self._lake, self._name, self._turns = lake, name, turns
        self.lost = 0

    def __getattr__(self, name: str) -> Any:
        does = getattr(self._lake, name)
        return self._in_turn(does) if name in STEPS else does

    def _in_turn(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any) -> Any:
            self._turns.take(self._name)
            try:
                return does(*arguments)
            except Conflict:
                self.lost += 1
                raise

        return done


Work = Callable[[Lake], object]


def at_once(order: str, runs: Iterable[tuple[str, Lake, Work]]) -> int:
    """Let runs work in this order of steps, each starting over when it loses; say how often one lost."""
    turns = Turns(order)
    lakes: dict[str, tuple[Any, Work]] = {
        name: (TakingTurns(lake, name, turns), work) for name, lake, work in runs
    }

    def live(name: str) -> None:
        lake, work = lakes[name]
        try:
            retry_conflicts(lake, lambda: work(lake), pause=0)
        finally:
            turns.leave(name)

    with ThreadPoolExecutor(len(lakes)) as pool:
        for done in [pool.submit(live, name) for name in lakes]:
            done.result()
    return sum(lake.lost for lake, _ in lakes.values())


class Disturbed:
    """A lake that somebody else writes to, once, just before it inserts into a table."""

    def __init__(self, lake: Lake, table: Table, others: Callable[[], object]) -> None:
        self._lake, self._table, self._others = lake, table, [others]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lake, name)

    def insert(self, table: Table, view: str) -> int:
        if table is self._table and self._others:
            self._others.pop()()
        return self._lake.insert(table, view)
