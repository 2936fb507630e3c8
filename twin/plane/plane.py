"""The twin's data plane: all that moves records, events and messages of a deployment, on the wall clock."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.errors import TwinError
from twin.plane.archive import FailureArchive
from twin.plane.consumer import Consumer
from twin.plane.delivery import DeliveryStream
from twin.plane.event_bus import DeployedBus, EventBus
from twin.plane.faults import Faults, NoFaults
from twin.plane.functions import Function
from twin.plane.handovers import Handovers
from twin.plane.meter import Meter
from twin.plane.mover import Mover
from twin.plane.observations import Observer, unobserved
from twin.plane.queue_consumer import QueueConsumer
from twin.plane.queue_function import QueueFunction
from twin.plane.readers import poller
from twin.plane.targets import Targets
from twin.semantics.sources import SHARED_INTERVAL, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.plane.clients import Clients
    from twin.plane.poller import Poller
    from twin.plane.streams import StartingPosition
    from twin.semantics.delivery_settings import DeliverySettings
    from twin.semantics.failures import MappingIdentity
    from twin.semantics.mapping_settings import MappingSettings
    from twin.semantics.queue_settings import QueueSettings

CONCURRENT_INVOCATIONS = 8


class NotDrained(TwinError):
    """Records were still on their way when the time was over."""


@dataclass(frozen=True, slots=True)
class DeployedMapping:
    """An event source mapping: what the template says, and the names that the deployment gave."""

    identity: MappingIdentity
    settings: MappingSettings


@dataclass(frozen=True, slots=True)
class DeployedDelivery:
    """A Firehose delivery stream by its physical name."""

    name: str
    settings: DeliverySettings


class DataPlane:
    """Moves what arrives after `start`, or since the stream began, as each starting position says."""

    def __init__(
        self,
        clients: Clients,
        mappings: Sequence[DeployedMapping],
        deliveries: Sequence[DeployedDelivery],
        *,
        buses: Sequence[DeployedBus] = (),
        queues: Sequence[QueueSettings] = (),
        faults: Faults | None = None,
        observe: Observer = unobserved,
        poll_interval: float = SHARED_INTERVAL,
    ) -> None:
        self._clients = clients
        self._faults = faults or NoFaults()
        self._observe = self._handovers = Handovers(observe)
        self._poll_interval = poll_interval
        self._pool = ThreadPoolExecutor(CONCURRENT_INVOCATIONS, thread_name_prefix="invocation")
        self._deliveries = [self._delivery(each) for each in deliveries]
        self._consumers = [self._consumer(each) for each in mappings]
        self._movers = [
            Mover(each.identity.function_name, work)
            for each, work in zip(mappings, self._consumers, strict=True)
        ]
        self._movers += [
            Mover(each.name, work) for each, work in zip(deliveries, self._deliveries, strict=True)
        ]
        self._movers += [self._meter(arn) for arn in _streams(mappings, deliveries)]
        self._movers += [Mover(each.name, self._bus(each)) for each in buses]
        self._movers += [Mover(each.function_name, self._queue_consumer(each)) for each in queues]

    def start(self) -> None:
        for mover in self._movers:
            mover.start()

    def stop(self) -> None:
        """End every thread; invocations under way are waited for, but no longer settled."""
        for mover in self._movers:
            mover.stop()
        self._pool.shutdown()

    def drained(self, since: float) -> bool:
        """Whether all that arrived before `since`, and what came of it, is settled; raises MoverFailed."""
        rested = [mover.rested_at() for mover in self._movers]
        return min(rested, default=time.time()) > max(since, self._handovers.last_at)

    def drain(self, timeout: float) -> None:
        """Settle, with intervals and windows taken for passed: nothing more is coming."""
        for delivery in self._deliveries:
            delivery.close_interval()
        for consumer in self._consumers:
            consumer.close_window()
        self.settle(timeout)

    def settle(self, timeout: float) -> None:
        """Wait until all that has arrived is settled, in its own time; raises NotDrained, MoverFailed."""
        asked_at = time.time()
        while not self.drained(asked_at):
            if time.time() > asked_at + timeout:
                raise NotDrained(f"Records were still on their way after {timeout:.0f} s.")
            time.sleep(self._poll_interval / 10)

    def _consumer(self, mapping: DeployedMapping) -> Consumer:
        settings, identity = mapping.settings, mapping.identity
        function = Function(self._clients.functions, settings, identity, self._faults)
        archive = FailureArchive(self._clients.s3, settings.destination_config.on_failure, identity)
        reading = self._poller(settings.event_source_arn, settings.starting_position)
        return Consumer(function, reading, archive, self._pool, self._observe)

    def _delivery(self, delivery: DeployedDelivery) -> DeliveryStream:
        settings, name = delivery.settings, delivery.name
        reading = self._poller(settings.source.stream_arn, "LATEST")
        return DeliveryStream(name, settings, reading, self._clients, self._faults, self._observe)

    def _meter(self, stream_arn: str) -> Mover:
        name = stream_arn.rpartition("/")[2]
        meter = Meter(name, self._poller(stream_arn, "TRIM_HORIZON"), self._clients.cloudwatch)
        return Mover(f"meter of {name}", meter)

    def _bus(self, bus: DeployedBus) -> EventBus:
        return EventBus(bus, Targets(self._clients.queues, self._faults), self._observe)

    def _queue_consumer(self, settings: QueueSettings) -> QueueConsumer:
        function = QueueFunction(self._clients.functions, settings, self._faults)
        return QueueConsumer(function, self._clients.queues, self._pool, self._observe)

    def _poller(self, source_arn: str, starting_position: StartingPosition) -> Poller:
        return poller(self._clients, Source(source_arn), starting_position, self._poll_interval)


def _streams(mappings: Sequence[DeployedMapping], deliveries: Sequence[DeployedDelivery]) -> set[str]:
    """Every Kinesis stream that something reads: a consumer of it reads no other, a table's has no meter."""
    sources = [Source(each.settings.event_source_arn) for each in mappings]
    consumed = {source.stream_arn for source in sources if not source.is_table}
    return consumed | {each.settings.source.stream_arn for each in deliveries}
