"""When the plane last gave something to somebody who may hand it on."""

from threading import Lock

from twin.plane.observations import EventDelivered, EventGivenUp, Invoked, Observation, Observer, QueueInvoked

HANDED_ON = Invoked | QueueInvoked | EventDelivered | EventGivenUp


class Handovers:
    """Looks at what an observer is told.

    A function may put events, an event may reach a queue, and a queue feeds a function: a mover that rested
    before the last of these has not seen what came of it.
    """

    def __init__(self, observe: Observer) -> None:
        self.last_at = 0.0
        self._observe = observe
        self._lock = Lock()

    def __call__(self, observation: Observation) -> None:
        if isinstance(observation, HANDED_ON):
            with self._lock:
                self.last_at = max(self.last_at, observation.at)
        self._observe(observation)
