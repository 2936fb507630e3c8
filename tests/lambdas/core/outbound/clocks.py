"""Time as a test tells it, and a body to spend it on."""

import json

KEY = "po-1"
SAID = {"order_id": KEY, "units": 18}
BODY = json.dumps(SAID).encode()
PLENTY = 100.0


class Clock:
    """Time that passes only while somebody pauses."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        """Let it pass."""
        self.now += seconds
        self.pauses.append(seconds)

    def __call__(self) -> float:
        return self.now
