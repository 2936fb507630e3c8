"""Connects each thing deployed with what it reads, what it calls, and where it leaves what fails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from twin.permissions.authorizer import EVENTS, Principal
from twin.plane.archive import FailureWriter
from twin.plane.consumer import StreamConsumer
from twin.plane.delivery import DeliveryStream
from twin.plane.event_bus import EventBus
from twin.plane.functions import DeployedFunction
from twin.plane.kinesis_shards import KinesisShards
from twin.plane.meter import Meter
from twin.plane.metrics import delivered
from twin.plane.mover import Mover
from twin.plane.poller import ShardPoller
from twin.plane.queue_consumer import QueueReader
from twin.plane.queue_function import QueueFunction
from twin.plane.streams import StreamReader
from twin.plane.table_shards import TableShards
from twin.plane.targets import Targets
from twin.plane.transformer import Transformer
from twin.semantics.sources import Source

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from twin.plane.clients import PlaneClients
    from twin.plane.event_bus import DeployedBus
    from twin.plane.faults import Faults
    from twin.plane.observations import Observer
    from twin.plane.queues import Queues
    from twin.plane.streams import StartingPosition, StreamShards
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
class DeployedQueueMapping:
    """An event source mapping of a queue, and the role of its function."""

    settings: QueueSettings
    role_arn: str


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the work of one data plane has in common; the pool invokes."""

    clients: PlaneClients
    faults: Faults
    observe: Observer
    pool: Executor
    poll_interval: float

    def consumer(self, mapping: DeployedMapping) -> StreamConsumer:
        settings, identity = mapping.settings, mapping.identity
        role = self.clients.acting_as(Principal.role(identity.role_arn))
        function = DeployedFunction(self.clients.functions, settings, identity, self.faults)
        archive = FailureWriter(role.s3, settings.destination_config.on_failure, identity)
        # A consumer with enhanced fan-out is read by other calls than on AWS: those would say nothing.
        reader = self.clients if Source(settings.event_source_arn).is_consumer else role
        reading = self._poller(reader, settings.event_source_arn, settings.starting_position)
        return StreamConsumer(function, reading, archive, self.pool, self.observe)

    def delivery(self, delivery: DeployedDelivery) -> DeliveryStream:
        settings, name = delivery.settings, delivery.name
        source = self.clients.acting_as(Principal.role(settings.source.role_arn))
        reading = self._poller(source, settings.source.stream_arn, "LATEST")
        destination = self.clients.acting_as(Principal.role(settings.destination.role_arn))
        transformation = settings.destination.transformation
        stream = settings.source.stream_arn
        transformer = (
            Transformer(destination.functions, transformation, name, stream) if transformation else None
        )
        publish = partial(delivered(name).publish, self.clients.cloudwatch)
        return DeliveryStream(
            name, settings, reading, transformer, destination.s3, publish, self.faults, self.observe
        )

    def meter(self, stream_arn: str) -> Mover:
        name = stream_arn.rpartition("/")[2]
        meter = Meter(name, self._poller(self.clients, stream_arn, "TRIM_HORIZON"), self.clients.cloudwatch)
        return Mover(f"meter of {name}", meter)

    def bus(self, bus: DeployedBus) -> EventBus:
        return EventBus(bus, Targets(self._queues_of_rule, self.faults), self.observe)

    def queue_consumer(self, mapping: DeployedQueueMapping) -> QueueReader:
        role = self.clients.acting_as(Principal.role(mapping.role_arn))
        function = QueueFunction(self.clients.functions, mapping.settings, self.faults)
        return QueueReader(function, role.queues, self.pool, self.observe)

    def _queues_of_rule(self, rule_arn: str) -> Queues:
        """A rule sends to a queue by the queue's own policy.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
        """
        return self.clients.acting_as(Principal(service=EVENTS, source=rule_arn)).queues

    def _poller(
        self, clients: PlaneClients, source_arn: str, starting_position: StartingPosition
    ) -> ShardPoller:
        """Read a source at its own pace, but wait no longer than the plane's interval."""
        source = Source(source_arn)
        reader = StreamReader(_shards(clients, source), starting_position)
        return ShardPoller(reader, min(source.poll_interval, self.poll_interval))


def _shards(clients: PlaneClients, source: Source) -> StreamShards:
    if source.is_table:
        return TableShards(clients.table_streams, source.stream_arn)
    return KinesisShards(clients.kinesis, source.stream_arn)
