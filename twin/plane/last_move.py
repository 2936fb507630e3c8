"""When anything last moved: what followed from it can't be older."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twin.plane.observations import Observation, Observer


class LastMove:
    """Notes the time of every observation, on its way to whoever observes."""

    def __init__(self, observe: Observer) -> None:
        self._observe = observe
        self._lock = Lock()
        self.at = 0.0

    def __call__(self, observation: Observation) -> None:
        with self._lock:
            self.at = time.time()
        self._observe(observation)
