"""The replication itself, and what stops and starts it around its changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import ArnFormat, Aws, CustomResource, Duration, Stack
from aws_cdk.aws_dms import CfnReplicationConfig, CfnReplicationSubnetGroup
from aws_cdk.aws_ec2 import ISecurityGroup, ISubnet
from constructs import Construct, IDependable

from stacks.constructs.database.endpoints import SourceEndpoint, StreamEndpoint
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import EVERYWHERE, grant
from stacks.constructs.lifetime import lifetime_id
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.event_queue import EventQueue
from stacks.constructs.nag import acknowledge

# The most that CloudFormation waits. Lambda takes three runs of 15 minutes to use it.
LONGEST = Duration.hours(1)
EVERY_REPLICATION = "DMS describes replications by a filter, and takes no resource for it."


class Replication(Construct):
    """A serverless replication with a full load and changes after it; its DCUs follow what it has to do.

    A configuration changes only while it stands still, and CloudFormation changes it before what depends on
    it: so `Pause`, on which it depends, stops it first, and `Run` resumes it, both when their digest changes.
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Components.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        source: SourceEndpoint,
        target: StreamEndpoint,
        subnets: Sequence[ISubnet],
        group: ISecurityGroup,
        compute: Mapping[str, Any],
        table_mappings: Mapping[str, Any],
        task_settings: Mapping[str, Any],
        operator: Function,
        after: IDependable | None,
        settle: Duration,
    ) -> None:
        super().__init__(scope, construct_id)
        self.identifier = f"sluice-{environment}-{lifetime_id()}"
        self._operator = operator
        self._digest = _digest(compute, table_mappings, task_settings)
        self._grant()
        pause = self._resource("Pause", SettleSeconds=settle.to_seconds())
        if after is not None:
            pause.node.add_dependency(after)
        self.subnets = CfnReplicationSubnetGroup(
            self,
            "Subnets",
            replication_subnet_group_description="Private subnets without a way to the internet",
            subnet_ids=[subnet.subnet_id for subnet in subnets],
        )
        self.subnets.node.add_dependency(pause)
        self.config = self._config(source, target, group, compute, table_mappings, task_settings)
        self.config.node.add_dependency(pause)
        self._run = self._resource("Run")
        self._run.node.add_dependency(self.config)

    def _config(
        self,
        source: SourceEndpoint,
        target: StreamEndpoint,
        group: ISecurityGroup,
        compute: Mapping[str, Any],
        table_mappings: Mapping[str, Any],
        task_settings: Mapping[str, Any],
    ) -> CfnReplicationConfig:
        return CfnReplicationConfig(
            self,
            "Config",
            compute_config=CfnReplicationConfig.ComputeConfigProperty(
                replication_subnet_group_id=self.subnets.ref,
                vpc_security_group_ids=[group.security_group_id],
                **compute,
            ),
            replication_config_identifier=self.identifier,
            replication_settings=dict(task_settings),
            replication_type="full-load-and-cdc",
            resource_identifier=self.identifier,
            source_endpoint_arn=source.endpoint.ref,
            table_mappings=dict(table_mappings),
            target_endpoint_arn=target.endpoint.ref,
        )

    @property
    def config_arn(self) -> str:
        """Return the configuration's ARN, made from its name: what it depends on can't wait for it."""
        return Stack.of(self).format_arn(
            service="dms",
            resource="replication-config",
            resource_name=self.identifier,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    @property
    def metrics_id(self) -> str:
        """Return the name that CloudWatch has for it."""
        return f"{Aws.ACCOUNT_ID}:{self.identifier}"

    def start_after(self, *readers: IDependable) -> None:
        """Start it when these are there: Firehose keeps nothing that came before it."""
        self._run.node.add_dependency(*readers)

    def _resource(self, name: str, **properties: object) -> CustomResource:
        return CustomResource(
            self,
            name,
            properties={"ReplicationConfigArn": self.config_arn, "Digest": self._digest, **properties},
            resource_type=f"Custom::Replication{name}",
            service_timeout=LONGEST,
            service_token=self._operator.function_arn,
        )

    def _grant(self) -> None:
        role = self._operator.execution_role
        grant(role, "dms:StartReplication", "dms:StopReplication", on=self.config_arn)
        grant(role, "dms:DescribeReplications", on="*")
        acknowledge(role, {EVERYWHERE: EVERY_REPLICATION})


def replication_failures(
    scope: Construct, construct_id: str, *, config_arn: str, dead_letters: DeadLetters
) -> EventQueue:
    """Keep notices of a replication that failed: DMS names no other field by which to tell them."""
    return EventQueue(
        scope,
        construct_id,
        source="aws.dms",
        detail_type="DMS Replication State Change",
        detail={"eventType": ["REPLICATION_FAILED"]},
        resources=[config_arn],
        dead_letters=dead_letters,
    )


def _digest(*parts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
