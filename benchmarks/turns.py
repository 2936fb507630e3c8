"""Lets two handlers run at once, one step at a time, in an order that is known beforehand."""

from collections.abc import Callable
from queue import SimpleQueue
from random import Random
from threading import Thread, get_ident


class Turns:
    """Runs threads of which one at a time goes on, from one `pause` to the next, chosen by `order`."""

    def __init__(self, order: Random) -> None:
        self._order = order
        self._go: dict[int, SimpleQueue[None]] = {}
        self._stopped: SimpleQueue[None] = SimpleQueue()

    def pause(self, _step: str) -> None:
        """Wait for the next turn; what runs outside of these threads isn't held up."""
        if turn := self._go.get(get_ident()):
            self._stopped.put(None)
            turn.get()

    def run(self, *tasks: Callable[[], None]) -> None:
        """Run the tasks to their ends."""
        threads = [Thread(target=self._held, args=(task,)) for task in tasks]
        for thread in threads:
            thread.start()
            self._stopped.get()
        while threads:
            thread = self._order.choice(threads)
            self._go[thread.ident or 0].put(None)
            self._stopped.get()
            threads = [each for each in threads if each.ident in self._go]

    def _held(self, task: Callable[[], None]) -> None:
        turn = self._go[get_ident()] = SimpleQueue()
        self._stopped.put(None)
        turn.get()
        try:
            task()
        finally:
            del self._go[get_ident()]
            self._stopped.put(None)
