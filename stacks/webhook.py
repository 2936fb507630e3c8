"""An effect outside: a webhook that is told, once, of the events that the domain's alert names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput
from constructs import Construct

from domain import EVENT
from stacks.alarms import consumer as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError
from stacks.constructs.stream.consumer import Consumer
from stacks.constructs.stream.webhook_consumer import WebhookConsumer
from stacks.consumers import collect_dependencies
from stacks.graphs import MetricGraph


@dataclass(frozen=True, kw_only=True)
class WebhookSettings(Capability):
    """The capability: alerts to `url`, where a deployment doesn't say otherwise."""

    name: ClassVar[str] = "Webhook"
    url: str

    @property
    def functions(self) -> int:
        """Return the one that posts."""
        return 1

    def lanes(self, config: Config) -> int:
        """Return the profile's lanes."""
        return config.profile.parallelization

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for alerts that would travel in the clear, and where no event has any."""
        if not self.url.startswith("https://"):
            raise ConfigError("webhook.url", self.url, "must begin with https://")
        if EVENT.alert is None:
            limit = "leave it out, or give the domain's EVENT an `alert` (docs/forking.md)"
            raise ConfigError("capabilities", f"{self.name} without alerts", limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return WebhookStack(scope, construct_id, url=self.url, foundation=foundation)


class WebhookStack(CapabilityStack):
    """The consumer that posts alerts at its own pace: nobody else waits for the webhook."""

    def __init__(self, scope: Construct, construct_id: str, *, url: str, foundation: Foundation) -> None:
        super().__init__(scope, construct_id)
        self.config = foundation.config
        dependencies = collect_dependencies(self, foundation)
        self.consumer = WebhookConsumer(
            self, "webhook", config=self.config, dependencies=dependencies, url=url
        )
        CfnOutput(self, "AlertsTable", value=self.consumer.table.table_name)
        CfnOutput(self, "StreamConsumers", value=self.consumer.name)

    def stream_consumers(self) -> Iterable[Consumer]:
        """Return who posts."""
        return (self.consumer,)

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self.config, self.consumer)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what it adds to the stream's row."""
        return alarms.define_graphs([self.consumer])
