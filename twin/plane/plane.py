"""The twin's data plane: all that moves records, events and messages of a deployment, on the wall clock."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

from twin.errors import TwinError
from twin.plane.faults import Faults, NoFaults
from twin.plane.mover import Mover
from twin.plane.observations import (
    EventDelivered,
    EventGivenUp,
    Invoked,
    Observation,
    Observer,
    QueueInvoked,
    unobserved,
)
from twin.plane.wiring import Wiring
from twin.semantics.sources import SHARED_INTERVAL, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.plane.clients import PlaneClients
    from twin.plane.event_bus import DeployedBus
    from twin.plane.wiring import DeployedDelivery, DeployedMapping, DeployedQueueMapping

CONCURRENT_INVOCATIONS = 8
HANDED_ON = Invoked | QueueInvoked | EventDelivered | EventGivenUp


class NotDrained(TwinError):
    """Records were still on their way when the time was over."""


class Handovers:
    """When the plane last gave something to somebody who may hand it on, by what an observer is told.

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


class DataPlane:
    """Moves what arrives after `start`, or since the stream began, as each starting position says."""

    def __init__(
        self,
        clients: PlaneClients,
        mappings: Sequence[DeployedMapping],
        deliveries: Sequence[DeployedDelivery],
        *,
        buses: Sequence[DeployedBus] = (),
        queues: Sequence[DeployedQueueMapping] = (),
        watches: Sequence[Mover] = (),
        faults: Faults | None = None,
        observe: Observer = unobserved,
        poll_interval: float = SHARED_INTERVAL,
    ) -> None:
        self._poll_interval = poll_interval
        self._pool = ThreadPoolExecutor(CONCURRENT_INVOCATIONS, thread_name_prefix="invocation")
        self._handovers = Handovers(observe)
        wiring = Wiring(clients, faults or NoFaults(), self._handovers, self._pool, poll_interval)
        self._deliveries = [wiring.delivery(each) for each in deliveries]
        self._consumers = [wiring.consumer(each) for each in mappings]
        self._movers = [
            *map(Mover, (each.identity.function_name for each in mappings), self._consumers),
            *map(Mover, (each.name for each in deliveries), self._deliveries),
            *(wiring.meter(arn) for arn in _streams(mappings, deliveries)),
            *(Mover(each.name, wiring.bus(each)) for each in buses),
            *(Mover(each.settings.function_name, wiring.queue_consumer(each)) for each in queues),
        ]
        self._watches = list(watches)

    def start(self) -> None:
        for mover in (*self._movers, *self._watches):
            mover.start()

    def stop(self) -> None:
        """End every thread; invocations under way are waited for, but no longer settled."""
        self.unwatch()
        for mover in self._movers:
            mover.stop()
        self._pool.shutdown()

    def unwatch(self) -> None:
        """End the watches: whatever they look for ends nothing from now on."""
        while self._watches:
            self._watches.pop().stop()

    def drained(self, since: float) -> bool:
        """Return whether all that arrived before `since`, and what came of it, is settled."""
        rested = [mover.rested_at() for mover in (*self._movers, *self._watches)]
        return min(rested, default=time.time()) > max(since, self._handovers.last_at)

    def drain(self, timeout: float) -> None:
        """Settle, with intervals and windows taken for passed: nothing more is coming."""
        self.hasten()
        self.settle(timeout)

    def hasten(self) -> None:
        """Take intervals and windows from now on for passed."""
        for delivery in self._deliveries:
            delivery.close_interval()
        for consumer in self._consumers:
            consumer.close_window()

    def settle(self, timeout: float) -> None:
        """Wait until all that has arrived is settled, in its own time; raises NotDrained, MoverFailed."""
        asked_at = time.time()
        while not self.drained(asked_at):
            if time.time() > asked_at + timeout:
                raise NotDrained(f"Records were still on their way after {timeout:.0f} s.")
            time.sleep(self._poll_interval / 10)


def _streams(mappings: Sequence[DeployedMapping], deliveries: Sequence[DeployedDelivery]) -> set[str]:
    """Every Kinesis stream that something reads: a consumer of it reads no other, a table's has no meter."""
    sources = [Source(each.settings.event_source_arn) for each in mappings]
    consumed = {source.stream_arn for source in sources if not source.is_table}
    return consumed | {each.settings.source.stream_arn for each in deliveries}
