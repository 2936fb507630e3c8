"""Kills a consumer, or does something else, at a moment before or behind one of its calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Killed(BaseException):
    """The process is gone: nothing in the handler may catch it."""


class Steps:
    """Counts the moments before and behind every call of a consumer, and does something at one of them."""

    def __init__(self, act: Callable[[], None], at: int | None) -> None:
        self.count = 0
        self._act = act
        self._at = at

    def step(self, **_: object) -> None:
        self.count += 1
        if self.count - 1 == self._at:
            self._act()

    @contextmanager
    def watching(self, *clients: Any) -> Iterator["Steps"]:
        moments = [(client.meta.events, when) for client in clients for when in ("before-call", "after-call")]
        for events, when in moments:
            events.register(when, self.step)
        yield self
        for events, when in moments:
            events.unregister(when, self.step)


def die() -> None:
    raise Killed
