"""The consumers with a ledger: a row each in `domain.CONSUMERS`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aws_cdk import CfnOutput
from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from contracts.consumer_spec import ConsumerSpec
from domain import CONSUMERS
from stacks.alarms import consumer as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError
from stacks.constructs.functions.code import Layer, code
from stacks.constructs.operators.grants import grant_change_rows, grant_read_ledger
from stacks.constructs.storage.table import DynamoTable
from stacks.constructs.stream.consumer import Consumer, ConsumerDependencies
from stacks.constructs.stream.ledger_consumer import LedgerConsumer
from stacks.graphs import MetricGraph


@dataclass(frozen=True, kw_only=True)
class ConsumersSettings(Capability):
    """The capability: consumers of which each keeps a ledger, all of them or those that are named."""

    name: ClassVar[str] = "Consumers"
    only: Sequence[str] = tuple(each.name for each in CONSUMERS)

    @property
    def specs(self) -> Sequence[ConsumerSpec[Any]]:
        """Return the consumers that are on."""
        return [each for each in CONSUMERS if each.name in self.only]

    @property
    def parts(self) -> frozenset[str]:
        """Return the consumers."""
        return frozenset(self.only)

    @property
    def functions(self) -> int:
        """Return one a consumer."""
        return len(self.specs)

    def lanes(self, config: Config) -> int:
        """Return the profile's lanes, for each consumer."""
        return len(self.specs) * config.profile.parallelization

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for a consumer that isn't declared, or for none."""
        known = {each.name for each in CONSUMERS}
        if not self.only or not known.issuperset(self.only):
            limit = f"name one or more of {', '.join(sorted(known))}"
            raise ConfigError("consumers.only", ", ".join(self.only) or "empty", limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return ConsumersStack(scope, construct_id, specs=self.specs, foundation=foundation)


class ConsumersStack(CapabilityStack):
    """The consumers, each of which applies every event once, at its own pace."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        specs: Sequence[ConsumerSpec[Any]],
        foundation: Foundation,
    ) -> None:
        super().__init__(scope, construct_id)
        self.config = foundation.config
        dependencies = collect_dependencies(self, foundation)
        self.ledgers = [
            LedgerConsumer(self, each, config=self.config, dependencies=dependencies) for each in specs
        ]
        for consumer in self.ledgers:
            CfnOutput(self, f"{consumer.node.id}Ledger", value=consumer.table.table_name)
        CfnOutput(self, "StreamConsumers", value=",".join(each.name for each in self.ledgers))

    @property
    def tables(self) -> dict[str, ITable]:
        """Return the ledgers, by consumer."""
        return {consumer.name: consumer.table for consumer in self.ledgers}

    def followed_ledger(self) -> DynamoTable:
        """Return the ledger that streams its new rows; who follows it checks that it is there."""
        [ledger] = [each.table for each in self.ledgers if each.spec.followed]
        return ledger

    def stream_consumers(self) -> Iterable[Consumer]:
        """Return the consumers."""
        return self.ledgers

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        for consumer in self.ledgers:
            yield from alarms.define_alarms(self.config, consumer)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what the consumers add to the stream's row."""
        return alarms.define_graphs(self.ledgers)

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators read the ledgers, and those that a rebuild makes beside them."""
        for ledger in self.tables.values():
            grant_read_ledger(policy, ledger)

    def grant_break_glass(self, policy: ManagedPolicy) -> None:
        """Let the role take out of rows, and of those that a rebuild makes, what names a person."""
        for ledger in self.tables.values():
            grant_change_rows(policy, ledger)


def collect_dependencies(stack: CapabilityStack, foundation: Foundation) -> ConsumerDependencies:
    """Return what every consumer of a stack reads from and writes to."""
    return ConsumerDependencies(
        stream=foundation.stream.stream,
        raw=foundation.storage.raw,
        quarantine=foundation.storage.quarantine,
        failures=foundation.storage.failures,
        positions=foundation.stream.positions,
        key=foundation.storage.key,
        code=code(),
        layer=Layer(stack, "Dependencies"),
    )
