"""A function whose invocations go wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from botocore.exceptions import EndpointConnectionError

FAULTS = ("none", "none", "cut off", "answer lost", "died half-way", "slow")

Invoke: TypeAlias = Callable[[dict[str, Any], Callable[[], int]], dict[str, Any]]
"""Answers an event, given the milliseconds that are left whenever it asks."""


@dataclass
class Faulty:
    """A function whose invocations go wrong as the list says, and well when the list is used up."""

    invoke: Invoke
    faults: list[str] = field(default_factory=list)

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """Answer, or fail as a function does that is cut off, or that nobody heard of."""
        fault = self.faults.pop() if self.faults else "none"
        if fault == "cut off":
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")
        if fault == "died half-way":
            event = {"Records": event["Records"][: len(event["Records"]) // 2 or 1]}
        left = iter([60_000] if fault == "slow" else [60_000] * 1_000)
        answer = self.invoke(event, lambda: next(left, 0))
        if fault in ("answer lost", "died half-way"):
            raise TimeoutError("applied, and nobody heard of it")
        return answer
