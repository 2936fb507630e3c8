"""Posts to an endpoint outside: tries again what may pass, for as long as there is time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from lambdas.core.outbound.circuit import Circuit
from lambdas.core.outbound.endpoint import TRY_SECONDS, EndpointResponse, HttpEndpoint, Unreachable

TRIES = 5
FIRST_PAUSE_SECONDS = 0.2

ACCEPTED = frozenset({200, 201, 202, 204})
REFUSED = range(400, 500)
OVERLOADED = frozenset({429, *range(500, 600)})
# A conflict (409) passes: the endpoint is still busy with the same body, of a try that we gave up. It is 422
# that says "the same key, but another body".
# https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
MAY_PASS = frozenset({408, 409, 425, 429})


class PostRefused(RuntimeError):
    """The endpoint's last word: no retry makes it take the body."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered {status}")
        self.status = status


class EndpointUnavailable(RuntimeError):
    """No answer that counts in the time there was: a fault that may pass."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The cause that kept a body from being taken, and the seconds for which not to ask again."""

    why: str
    wait: float = 0


class OutboundClient:
    """Has bodies taken, each once: its endpoint knows a repetition by the idempotency key."""

    def __init__(
        self,
        endpoint: HttpEndpoint,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoint = endpoint
        self._pause = pause
        self._clock = clock
        self._circuit = Circuit(clock)

    def post(self, body: bytes, key: str, seconds: float) -> None:
        """Return once the body is taken; raise PostRefused, else EndpointUnavailable or CircuitOpen."""
        until = self._clock() + seconds
        trouble, pause = Trouble("too little time is left to ask"), 0.0
        for tried in range(TRIES):
            if self._clock() + pause + TRY_SECONDS > until:
                break
            self._pause(pause)
            if (met := self._try(body, key)) is None:
                return
            trouble = met
            # Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
            pause = max(trouble.wait, FIRST_PAUSE_SECONDS * 2**tried * random.random())  # noqa: S311
        raise EndpointUnavailable(f"{key}: {trouble.why}")

    def _try(self, body: bytes, key: str) -> Trouble | None:
        self._circuit.check()
        try:
            response = self._endpoint.post(body, key)
        except Unreachable as unreachable:
            self._circuit.record_failure()
            return Trouble(str(unreachable))
        return self._judge(response)

    def _judge(self, response: EndpointResponse) -> Trouble | None:
        """Of what is neither an acceptance nor a refusal we must assume that it passes: a redirect, say."""
        if response.status in OVERLOADED:
            self._circuit.record_failure()
        else:
            self._circuit.record_answer()
        if response.status in REFUSED and response.status not in MAY_PASS:
            raise PostRefused(response.status)
        if response.status in ACCEPTED:
            return None
        return Trouble(f"the endpoint answered {response.status}", response.retry_after)
