"""Stops a run at the first call that the templates don't permit: nothing after it would be worth watching."""

import time
from collections.abc import Callable, Sequence

from twin.errors import TwinError

MOMENT = 0.5


class NotPermitted(TwinError):
    """A call was denied; the message says whose, of what, and why."""


class AccessWatch:
    """Looks at what was denied; never has anything to settle."""

    def __init__(self, denied: Callable[[], Sequence[str]]) -> None:
        self._denied = denied

    def discover(self) -> None:
        """Do nothing: there is nothing to find."""

    def turn(self) -> None:
        """Raise NotPermitted if anything was denied, else wait a moment."""
        if denied := self._denied():
            raise NotPermitted(denied[0])
        time.sleep(MOMENT)

    def rested_at(self) -> float:
        """Now, always."""
        return time.time()
