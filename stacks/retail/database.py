"""A database beside the senders: its tables come over whole, and then every change of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import CfnOutput, Duration
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.account import Presence
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Foundation
from stacks.capability_stack import CapabilityStack
from stacks.constructs.database.access import function_placement, replication_group
from stacks.constructs.database.certificate import Certificates
from stacks.constructs.database.change_consumer import DatabaseConsumer
from stacks.constructs.database.change_stream import ChangeStream
from stacks.constructs.database.dms_roles import SETTLE, DmsRoles
from stacks.constructs.database.endpoints import SourceEndpoint, StreamEndpoint
from stacks.constructs.database.private_functions import ComparisonFunction, PrivateParts, rotation
from stacks.constructs.database.replication import Replication, replication_failures
from stacks.constructs.database.replication_operator import ReplicationOperator
from stacks.constructs.database.secret import ExistingSecret, SourceSecret
from stacks.constructs.database.table_mappings import table_mappings
from stacks.constructs.database.task_settings import task_settings
from stacks.constructs.functions.code import Layer
from stacks.constructs.grant import grant
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.nag import acknowledge
from stacks.constructs.packages import REPOSITORY
from stacks.constructs.stream.archive import Archive, Prefixes
from stacks.constructs.stream.consumer import ConsumerDependencies
from stacks.consumers import collect_dependencies
from stacks.graphs import MetricGraph
from stacks.retail.alarms import database as alarms
from stacks.retail.constructs.folded_tables import FoldedTables
from stacks.retail.lake import LakeStack
from stacks.retail.source_database import SourceDatabase
from stacks.stream import UNUSED_MAPPING

CHANGES = Prefixes(records="cdc/", errors="cdc-errors/")
DRIVER = REPOSITORY / "lambdas" / "core" / "cdc_compare" / "requirements.txt"


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings(SourceDatabase):
    """The capability: a source database, and its stack."""

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return DatabaseStack(scope, construct_id, settings=self, foundation=foundation)


class DatabaseStack(CapabilityStack):
    """The replication, its stream and archive, who folds and compares, and how the lake gets the tables."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: SourceDatabase, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings, self._foundation, self.config = settings, foundation, foundation.config
        self._lake = foundation.require(LakeStack)
        self.dead_letters = DeadLetters(self, "Undelivered")
        self.certificates = Certificates(self, "Certificates", path=settings.certificates)
        self.stream = self._stream()
        self.archive = self._archive()
        dependencies = collect_dependencies(self, foundation)
        self.changes = self._changes(dependencies)
        parts = self._private_parts(dependencies)
        self.rotation = None if settings.secret else rotation(self, config=self.config, parts=parts)
        self.secret = self._secret()
        self.replication = self._replication(dependencies)
        # For other stacks: this one's id is a part of it.
        self.metrics_id = self.export_value(
            self.replication.metrics_id, name=f"{self.stack_name}:ReplicationMetricsId"
        )
        self.comparison = self._comparison(parts)
        self.folded = self._folded()
        self.failed = replication_failures(
            self, "Failed", config_arn=self.replication.config_arn, dead_letters=self.dead_letters
        )
        acknowledge(self, {"CloudFormation-Validate::W7001": UNUSED_MAPPING})
        self._outputs()

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self)

    def letters(self) -> Iterable[IQueue]:
        """Return the queues that an operator may have to read."""
        return (self.dead_letters, self.failed, self.folded.failed)

    def grant_break_glass(self, policy: ManagedPolicy) -> None:
        """Let the role say until when the stream, and a table's backup, have what came from the database."""
        grant(policy, "kinesis:DescribeStreamSummary", on=self.stream.stream_arn)
        grant(policy, "dynamodb:DescribeContinuousBackups", on=self.changes.table.table_arn)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return the columns of the dashboard."""
        return alarms.define_graphs(self)

    @property
    def retention(self) -> Duration:
        """Return how long the stream keeps changes."""
        return Duration.hours(self._settings.retention_hours or self.config.stream_retention_hours)

    def _stream(self) -> ChangeStream:
        headroom, load = self.config.headroom, self._settings.stream_load
        return ChangeStream(
            self,
            "Changes",
            key=self._foundation.storage.key,
            retain=self.config.retain_data,
            retention=self.retention,
            shards=None if headroom is None else load.shards(headroom=headroom),
        )

    def _folded(self) -> FoldedTables:
        return FoldedTables(
            self,
            "Folded",
            config=self.config,
            raw=self._foundation.storage.raw,
            prefix=CHANGES.records,
            curated=self._lake.curated,
            close_hour=self._lake.settings.close_hour,
            nightly=self._lake.settings.nightly,
            arguments=self._arguments(),
            load=self._settings.stream_load,
            dead_letters=self.dead_letters,
        )

    def _archive(self) -> Archive:
        storage = self._foundation.storage
        return Archive(
            self,
            "Archive",
            config=self.config,
            stream=self.stream,
            raw=storage.raw,
            key=storage.key,
            prefixes=CHANGES,
        )

    def _changes(self, dependencies: ConsumerDependencies) -> DatabaseConsumer:
        return DatabaseConsumer(
            self,
            "cdc",
            config=self.config,
            dependencies=dependencies,
            changes=self.stream,
            tables=self._settings.tables_json(),
        )

    def _private_parts(self, dependencies: ConsumerDependencies) -> PrivateParts:
        network, settings = self._foundation.require_network(), self._settings
        return PrivateParts(
            dependencies=dependencies,
            layers=(Layer(self, "Driver", requirements=DRIVER), self.certificates.layer),
            placement=function_placement(
                self,
                vpc=network.vpc,
                subnets=network.subnets.subnets,
                network_range=settings.network_range,
                port=settings.port,
            ),
            environment={"CA_FILE": self.certificates.file, "DATABASE": settings.database},
        )

    def _secret(self) -> SourceSecret | ExistingSecret:
        settings = self._settings
        secret = settings.secret or SourceSecret(
            self,
            "Source",
            user=settings.user,
            host=settings.host,
            port=settings.port,
            key=self._foundation.storage.key,
            retain=self.config.retain_data,
        )
        if isinstance(secret, SourceSecret) and self.rotation is not None:
            secret.rotate(self.rotation, days=settings.rotation_days)
            CfnOutput(self, "SourceSecret", value=secret.arn)
        return secret

    def _replication(self, dependencies: ConsumerDependencies) -> Replication:
        settings, config = self._settings, self.config
        made = config.account.dms_roles is Presence.MADE_HERE
        roles = DmsRoles(self, "DmsRoles", retain=config.retain_data) if made else None
        group = replication_group(self, vpc=self._foundation.require_network().vpc)
        replication = Replication(
            self,
            "Replication",
            environment=config.environment,
            source=SourceEndpoint(
                self,
                "From",
                engine=settings.engine,
                database=settings.database,
                certificate_arn=self.certificates.imported.ref,
                secret=self.secret,
                artifacts_schema=settings.artifacts_schema,
            ),
            target=StreamEndpoint(self, "To", stream=self.stream, key=dependencies.key),
            subnets=self._foundation.require_network().subnets.subnets,
            group=group,
            compute=settings.compute,
            table_mappings=table_mappings(settings.tables),
            task_settings=task_settings(settings.task_settings),
            operator=ReplicationOperator(
                self, "Operator", config=config, dependencies=dependencies, dead_letters=self.dead_letters
            ),
            after=roles,
            settle=SETTLE if made else Duration.seconds(0),
        )
        replication.start_after(self.archive, self.changes)
        CfnOutput(self, "ReplicationGroup", value=group.security_group_id)
        return replication

    def _comparison(self, parts: PrivateParts) -> ComparisonFunction:
        return ComparisonFunction(
            self,
            "cdc_compare",
            config=self.config,
            parts=parts,
            secret=self.secret,
            state=self.changes.table,
            tables=self._settings.tables_json(),
            hour=self._settings.compare_hour,
            enabled=self._lake.settings.nightly,
            dead_letters=self.dead_letters,
        )

    def _arguments(self) -> dict[str, str]:
        """The lake's, with the database by reference: its name holds the id of the lake's stack."""
        database = self._lake.curated.database.database_name
        return self._lake.arguments | {
            "--conf": self._lake.curated.spark_settings(database),
            "--DATABASE": database,
            "--TABLES": self._settings.tables_json(),
        }

    def _outputs(self) -> None:
        CfnOutput(self, "ChangesStream", value=self.stream.stream_name)
        CfnOutput(self, "ReplicationConfigArn", value=self.replication.config_arn)
        CfnOutput(self, "ReplicationName", value=self.replication.identifier)
        CfnOutput(self, "StateTable", value=self.changes.table.table_name)
        CfnOutput(self, "ComparisonFunction", value=self.comparison.function.function_name)
        CfnOutput(self, "FoldDatabaseJob", value=self.folded.job.job.ref)
