"""Functions that die on the way, or give up, and are called again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from lambdas.core.replay.consumer_function import NotSettled
from lambdas.core.replay.kinesis_writer import RecordsNotPut
from tests.lambdas.core.replay.cloud import Cloud

T = TypeVar("T")


class Killed(BaseException):
    """The process is gone: nothing in the function may catch it."""


class Deaths:
    """Ends the function at the n-th moment before or behind one of its calls, for each of `at` in turn."""

    def __init__(self, cloud: Cloud, at: Sequence[int]) -> None:
        self._left = list(at)
        self._armed = False
        self.steps = 0
        self.deaths = 0
        for client in (cloud.dynamodb, cloud.functions, cloud.s3, cloud.kinesis):
            for when in ("before-call", "after-call"):
                client.meta.events.register(when, self._step)

    def _step(self, **_: object) -> None:
        self.steps += self._armed
        if self._armed and self._left and self.steps > self._left[0]:
            self._left.pop(0)
            self.steps = 0
            self.deaths += 1
            raise Killed

    def survive(self, step: Callable[[], T], done: Callable[[Any], object]) -> Iterator[T | None]:
        """Call again and again until it is done, as the state machine retries; None for each failure.

        That it retries whatever is raised is held by tests/stacks/constructs/replay/test_replays.py.
        """
        answer: T | None = None
        while answer is None or not done(answer):
            self._armed = True
            try:
                answer = step()
            except (Killed, RecordsNotPut, NotSettled):
                answer = None
            self._armed = False
            yield answer
