"""So many a second, and no more: what comes back must leave room for what comes in."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """A pace of `rate` things a second, counted from the first."""

    rate: float
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _free_at: float = field(default=float("-inf"), init=False)

    def wait(self, count: int) -> None:
        """Wait until those before have had their time, and take that of `count` more."""
        now = self.clock()
        if self._free_at > now:
            self.sleep(self._free_at - now)
        self._free_at = max(self._free_at, now) + count / self.rate
