"""How long a child may go on: until its hours are over, or its machine is taken away."""

from collections.abc import Callable
from datetime import UTC, datetime

from jobs.backfill.faults import BackfillInterrupted
from jobs.backfill.off_peak import OffPeakWindow


class WindowClosed(Exception):
    """The off-peak hours are over; the next night goes on."""


class RunLimits:
    """Asked between two parts of the work: what is cut off there is done again, and counts once."""

    def __init__(
        self, window: OffPeakWindow, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._window, self.clock = window, clock
        self._is_interrupted = False

    def interrupt(self, *_: object) -> None:
        """Handle SIGTERM. Raising here could end in a callback of a library, which would pass over it."""
        self._is_interrupted = True

    def require_time(self) -> None:
        """Raise WindowClosed or BackfillInterrupted if it is time to stop."""
        if self._is_interrupted:
            raise BackfillInterrupted(
                "interrupted by SIGTERM: what is done is noted, the next attempt does the rest"
            )
        if not self._window.is_open(self.clock()):
            raise WindowClosed
