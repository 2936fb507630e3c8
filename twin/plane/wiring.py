"""Connects each thing deployed with what it reads, what it calls, and where it leaves what fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.plane.archive import FailureArchive
from twin.plane.consumer import Consumer
from twin.plane.delivery import DeliveryStream
from twin.plane.event_bus import EventBus
from twin.plane.functions import Function
from twin.plane.meter import Meter
from twin.plane.mover import Mover
from twin.plane.queue_consumer import QueueConsumer
from twin.plane.queue_function import QueueFunction
from twin.plane.readers import poller
from twin.plane.targets import Targets
from twin.semantics.sources import Source

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from twin.plane.clients import Clients
    from twin.plane.event_bus import DeployedBus
    from twin.plane.faults import Faults
    from twin.plane.observations import Observer
    from twin.plane.poller import Poller
    from twin.plane.streams import StartingPosition
    from twin.semantics.delivery_settings import DeliverySettings
    from twin.semantics.failures import MappingIdentity
    from twin.semantics.mapping_settings import MappingSettings
    from twin.semantics.queue_settings import QueueSettings


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


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the work of one data plane has in common; the pool invokes."""

    clients: Clients
    faults: Faults
    observe: Observer
    pool: Executor
    poll_interval: float

    def consumer(self, mapping: DeployedMapping) -> Consumer:
        settings, identity = mapping.settings, mapping.identity
        function = Function(self.clients.functions, settings, identity, self.faults)
        archive = FailureArchive(self.clients.s3, settings.destination_config.on_failure, identity)
        reading = self._poller(settings.event_source_arn, settings.starting_position)
        return Consumer(function, reading, archive, self.pool, self.observe)

    def delivery(self, delivery: DeployedDelivery) -> DeliveryStream:
        settings, name = delivery.settings, delivery.name
        reading = self._poller(settings.source.stream_arn, "LATEST")
        return DeliveryStream(name, settings, reading, self.clients, self.faults, self.observe)

    def meter(self, stream_arn: str) -> Mover:
        name = stream_arn.rpartition("/")[2]
        meter = Meter(name, self._poller(stream_arn, "TRIM_HORIZON"), self.clients.cloudwatch)
        return Mover(f"meter of {name}", meter)

    def bus(self, bus: DeployedBus) -> EventBus:
        return EventBus(bus, Targets(self.clients.queues, self.faults), self.observe)

    def queue_consumer(self, settings: QueueSettings) -> QueueConsumer:
        function = QueueFunction(self.clients.functions, settings, self.faults)
        return QueueConsumer(function, self.clients.queues, self.pool, self.observe)

    def _poller(self, source_arn: str, starting_position: StartingPosition) -> Poller:
        return poller(self.clients, Source(source_arn), starting_position, self.poll_interval)
