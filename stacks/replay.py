"""The replays of the raw bucket, and the manifest that they plan by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, Fn
from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from stacks.alarms import replay as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, ConfigError
from stacks.constructs.functions.code import Layer, code
from stacks.constructs.grant import grant, grant_named_resources, grant_objects, import_value
from stacks.constructs.operators.grants import READ_ITEMS, grant_read_letters, grant_rebuild_ledger
from stacks.constructs.operators.mend import KEPT
from stacks.constructs.replay.manifest import Manifest
from stacks.constructs.replay.replays import ReplayDependencies, ReplayWorkflow
from stacks.consumers import ConsumersSettings, ConsumersStack
from stacks.storage import QUERY_RESULT_DAYS, QUERY_RESULTS

OF_A_MACHINE = "An execution is named by its replay."
OF_THE_REPLAYS = "What replays and the manifest remember; names that were generated are too long for all."
RESTORED = "What is restored lies on top of its object, which Firehose named; nothing can be deleted."


@dataclass(frozen=True, kw_only=True)
class ReplaySettings(Capability):
    """The capability: replays of raw to the stream, and rebuilds of ledgers beside the live ones."""

    name: ClassVar[str] = "Replay"
    uses: ClassVar[tuple[type[Capability], ...]] = (ConsumersSettings,)

    @property
    def functions(self) -> int:
        """Return the manifest's function and the replay's."""
        return 2

    @property
    def buckets(self) -> Mapping[str, int]:
        """Return the bucket of plans."""
        return {QUERY_RESULTS: QUERY_RESULT_DAYS}

    def check(self, config: Config) -> None:
        """Raise ConfigError if something that reads the stream is named behind: none could replay to it."""
        names = [each.name for each in config.capabilities]
        behind = config.capabilities[names.index(self.name) :]
        if late := [each.name for each in behind if each.lanes(config)]:
            limit = f"name Replay behind {' and '.join(late)}, so that one can replay to each consumer"
            raise ConfigError("capabilities", ", ".join(names), limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return ReplayStack(scope, construct_id, foundation=foundation)


class ReplayStack(CapabilityStack):
    """The manifest of the raw bucket, the replays and their checkpoints."""

    def __init__(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> None:
        super().__init__(scope, construct_id)
        config, self._storage = foundation.config, foundation.storage
        functions, layer = code(), Layer(self, "Dependencies")
        self.manifest = Manifest(
            self,
            "Manifest",
            config=config,
            raw=self._storage.raw,
            key=self._storage.key,
            code=functions,
            layer=layer,
        )
        consumers = foundation.find(ConsumersStack)
        self._ledgers = consumers.tables if consumers else {}
        self._consumers = [each for stack in foundation.built for each in stack.stream_consumers()]
        dependencies = ReplayDependencies(
            stream=foundation.stream.stream,
            raw=self._storage.raw,
            query_results=self._storage.query_results,
            key=self._storage.key,
            manifest=self.manifest.table,
            ledgers=self._ledgers,
            consumers={consumer.name: consumer.function for consumer in self._consumers},
        )
        self.replays = ReplayWorkflow(
            self, "Replays", config=config, dependencies=dependencies, code=functions, layer=layer
        )
        self._outputs()

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        yield from alarms.define_manifest_alarms(self.manifest)
        yield from alarms.define_machine_alarms(self.replays.machine)

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators read the manifest and the replays, and follow an execution."""
        of_replays = f"table/{self.stack_name}-*"
        grant_named_resources(
            policy, *READ_ITEMS, service="dynamodb", resource=of_replays, because=OF_THE_REPLAYS
        )
        grant_read_letters(policy, self.manifest.dead_letters)
        machine = self.replays.machine
        name = Fn.select(6, Fn.split(":", import_value(policy, of=machine, value=machine.state_machine_arn)))
        grant_named_resources(
            policy,
            "states:DescribeExecution",
            service="states",
            resource=f"execution:{name}:*",
            because=OF_A_MACHINE,
        )

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators replay, rebuild ledgers, and mend raw and its manifest."""
        change = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
        grant(policy, *change, on=self.replays.table.table_arn)
        grant(policy, "states:StartExecution", on=self.replays.machine.state_machine_arn)
        for ledger in self._ledgers.values():
            grant_rebuild_ledger(policy, ledger)
        failures, raw = self._storage.failures, self._storage.raw
        grant_objects(policy, "s3:PutObject", bucket=failures, prefix="rebuilt/", because=KEPT)
        grant(policy, "dynamodb:PutItem", "dynamodb:UpdateItem", on=self.manifest.table.table_arn)
        grant_objects(policy, "s3:PutObject", bucket=raw, prefix="events/", because=RESTORED)

    def grant_break_glass(self, policy: ManagedPolicy) -> None:
        """Let the role keep the manifest in step with the objects that it writes anew."""
        change = ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
        grant(policy, *change, on=self.manifest.table.table_arn)

    def _outputs(self) -> None:
        CfnOutput(self, "ManifestTable", value=self.manifest.table.table_name)
        CfnOutput(self, "ReplaysTable", value=self.replays.table.table_name)
        CfnOutput(self, "ReplayConsumers", value=",".join(each.name for each in self._consumers))
        CfnOutput(self, "ReplayMachine", value=self.replays.machine.state_machine_arn)
