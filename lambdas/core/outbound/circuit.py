"""Leaves an endpoint alone that doesn't answer."""

from collections.abc import Callable

FAILURES = 5
COOL_DOWN_SECONDS = 30


class CircuitOpen(RuntimeError):
    """The endpoint has failed too often of late to be asked: a fault that may pass."""


class Circuit:
    """Opens after some failures in a row; after a while one call is let through, and it decides.

    Of this process alone, which handles one invocation at a time: each environment learns for itself.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    def check(self) -> None:
        """Raise CircuitOpen while nobody may call."""
        if self._failures >= FAILURES and (left := self._open_until - self._clock()) > 0:
            raise CircuitOpen(
                f"the endpoint failed {self._failures} times in a row, next try in {left:.0f} s"
            )

    def record_failure(self) -> None:
        """Count a call without an answer that counts."""
        self._failures += 1
        self._open_until = self._clock() + COOL_DOWN_SECONDS

    def record_answer(self) -> None:
        """Start over: a call was answered, be it with a refusal."""
        self._failures = 0
