"""Sources that no producer is embedded in: a queue, devices, and an API, each by an adapter of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput
from constructs import Construct

from stacks.alarms import sources as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError
from stacks.constructs.functions.code import Layer, code
from stacks.constructs.sources.api_source import ApiSource, ApiSourceSettings
from stacks.constructs.sources.device_source import DeviceSource, DeviceSourceSettings
from stacks.constructs.sources.intake import IntakeContext
from stacks.constructs.sources.operators import SourceOperators
from stacks.constructs.sources.queue_source import QueueSource, QueueSourceSettings
from stacks.graphs import MetricGraph
from stacks.metrics import metric_count

# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
AT_ONCE = range(2, 1_001)
# Lambda takes more only with a window: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
BATCH = range(1, 11)
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
TRIES = range(5, 1_001)
# A run takes up to four minutes, and two at once only get in each other's way.
EVERY_MINUTES = range(5, 1_441)


@dataclass(frozen=True, kw_only=True)
class SourcesSettings(Capability):
    """The adapters that are on: a row each, none for one that isn't."""

    name: ClassVar[str] = "Sources"
    queue: QueueSourceSettings | None = None
    devices: DeviceSourceSettings | None = None
    api: ApiSourceSettings | None = None

    @property
    def parts(self) -> frozenset[str]:
        """Return the adapters."""
        adapters = {"queue": self.queue, "devices": self.devices, "api": self.api}
        return frozenset(name for name, settings in adapters.items() if settings)

    @property
    def functions(self) -> int:
        """Return the functions that get the environment's reserve: one an adapter."""
        return len(self.parts)

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for a setting that AWS does not take."""
        if not self.parts:
            raise ConfigError("sources", "empty", "name a queue, devices or an API, or leave it out")
        for name, value, allowed in self._bounds():
            if value not in allowed:
                limit = f"must be {allowed.start:,} to {allowed.stop - 1:,}"
                raise ConfigError(f"sources.{name}", value, limit)
        if self.devices and not self.devices.speaker_field.isidentifier():
            limit = "must be the name of a field: letters, digits and underscores"
            raise ConfigError("sources.devices.speaker_field", repr(self.devices.speaker_field), limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> "SourcesStack":
        """Add the adapters' stack."""
        return SourcesStack(scope, construct_id, settings=self, foundation=foundation)

    def _bounds(self) -> Iterator[tuple[str, int, range]]:
        for name, row in (("queue", self.queue), ("devices", self.devices)):
            if row:
                yield f"{name}.batch", row.batch, BATCH
                yield f"{name}.at_once", row.at_once, AT_ONCE
                yield f"{name}.tries", row.tries, TRIES
        if self.api:
            yield "api.every_minutes", self.api.every_minutes, EVERY_MINUTES
            yield "api.words.page_events", self.api.words.page_events, range(1, 501)


class SourcesStack(CapabilityStack):
    """The adapters, which all put into the stream of the producers, so that everything after is the same."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: SourcesSettings, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self._config = foundation.config
        context = IntakeContext(
            config=foundation.config,
            stream=foundation.stream.stream,
            quarantine=foundation.storage.quarantine,
            key=foundation.storage.key,
            code=code(),
            layer=Layer(self, "Dependencies"),
        )
        self.queue = self._queue(context, settings)
        self.devices = self._devices(context, settings)
        self.api = self._api(context, settings)
        self.operators = SourceOperators(self, "Operators", key=context.key)
        for source in (self.queue, self.devices, self.api):
            if source:
                source.grant_operate(self.operators)
        CfnOutput(self, "SourceOperatorsPolicyArn", value=self.operators.managed_policy_arn)

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return those of the adapters that are on."""
        if self.queue:
            yield from alarms.define_queue_alarms(self.queue)
        if self.devices:
            yield from alarms.define_device_alarms(self.devices)
        if self.api:
            yield from alarms.define_api_alarms(self.api)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what each adapter that is on has put, and refused."""
        adapters = [each for each in (self.queue, self.devices, self.api) if each]
        return {"Sources bring events": [_brought(each) for each in adapters]}

    def _queue(self, context: IntakeContext, settings: SourcesSettings) -> QueueSource | None:
        if settings.queue is None:
            return None
        source = QueueSource(self, "QueueSource", context=context, settings=settings.queue)
        CfnOutput(self, "QueueSourceUrl", value=source.queue.queue_url)
        CfnOutput(self, "QueueSenderPolicyArn", value=source.sender_policy.managed_policy_arn)
        return source

    def _devices(self, context: IntakeContext, settings: SourcesSettings) -> DeviceSource | None:
        if settings.devices is None:
            return None
        source = DeviceSource(self, "DeviceSource", context=context, settings=settings.devices)
        CfnOutput(self, "DeviceTopic", value=source.topic_filter)
        CfnOutput(self, "DevicePolicy", value=source.policy.ref)
        return source

    def _api(self, context: IntakeContext, settings: SourcesSettings) -> ApiSource | None:
        if settings.api is None:
            return None
        source = ApiSource(self, "ApiSource", context=context, settings=settings.api)
        CfnOutput(self, "ApiTokenSecret", value=source.token.ref)
        CfnOutput(self, "ApiSourceFunction", value=source.function.function_name)
        CfnOutput(self, "ApiCheckpoints", value=source.checkpoints.table_name)
        return source


def _brought(adapter: QueueSource | DeviceSource | ApiSource) -> MetricGraph:
    names = {"EventsPut": "put", "EventsQuarantined": "quarantined"}
    metrics = [metric_count(adapter, name).with_(label=label) for name, label in names.items()]
    return MetricGraph(title=f"Events by {adapter.name}", metrics=metrics)
