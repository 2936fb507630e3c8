"""A command that is killed at any of its calls, and done again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Killed(BaseException):
    """Where the process ended."""


@contextmanager
def killed_at(number: int, *clients: Any) -> Iterator[list[int]]:
    """Let so many calls of these clients through, and die at the next; count them all."""
    calls = [0]

    def count(**_: object) -> None:
        calls[0] += 1
        if calls[0] > number:
            raise Killed

    for each in clients:
        _events(each).register("before-call", count)
    try:
        yield calls
    finally:
        for each in clients:
            _events(each).unregister("before-call", count)


def _events(source: Any) -> Any:
    """Return a client's events, or those of every client that a session will make."""
    return source.meta.events if hasattr(source, "meta") else source.events
