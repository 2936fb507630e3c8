"""How much of what comes in is let through.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from dataclasses import dataclass

DAY_SECONDS = 86_400


@dataclass
class TokenBucket:
    """A token a request: `burst` at once, then `rate` a second.

    "API Gateway throttles requests to your API using the token bucket algorithm". It promises no exactness,
    which is modelled as being exact.
    """

    rate: float
    burst: int

    def __post_init__(self) -> None:
        self._tokens, self._filled_at = float(self.burst), 0.0

    def take(self, now: float) -> bool:
        """Return whether a request at this second, by the clock, is let through."""
        gained = max(0.0, now - self._filled_at) * self.rate
        self._tokens, self._filled_at = min(self.burst, self._tokens + gained), max(now, self._filled_at)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


@dataclass
class DailyQuota:
    """So many requests a day, of UTC (modelled: AWS doesn't say where its day begins)."""

    limit: int

    def __post_init__(self) -> None:
        self._day, self._used = 0, 0

    def take(self, now: float) -> bool:
        """Return whether a request at this second, by the clock, is let through."""
        today = int(now // DAY_SECONDS)
        if today != self._day:
            self._day, self._used = today, 0
        if self._used >= self.limit:
            return False
        self._used += 1
        return True
