"""A consumer that puts what each event does into a ledger."""

from typing import Any

from aws_cdk.aws_dynamodb import ProjectionType, StreamViewType
from constructs import Construct

from contracts.consumer_spec import ConsumerSpec
from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.storage.table import DynamoTable, string_attribute
from stacks.constructs.stream.consumer import Consumer, ConsumerDependencies

PARTITION, ENTRY = "partition", "entry"
CORRECTED = {"ForAnyValue:StringEquals": {"dynamodb:Attributes": ["correction"]}}
"""Holds of an item that a correction has brought: no other one may take the place of a row.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""


class ConsumerLedger(DynamoTable):
    """A table whose rows never expire: an event is known again however late it comes."""

    def __init__(self, scope: Construct, construct_id: str, *, spec: ConsumerSpec[Any], retain: bool) -> None:
        stream = StreamViewType.NEW_IMAGE if spec.followed else None
        super().__init__(scope, construct_id, key=PARTITION, sort_key=ENTRY, retain=retain, stream=stream)
        for index in spec.indexes:
            self.add_global_secondary_index(
                index_name=index.name,
                non_key_attributes=list(index.finds),
                partition_key=string_attribute(index.by),
                projection_type=ProjectionType.INCLUDE,
                sort_key=string_attribute(ENTRY),
            )


class LedgerConsumer(Consumer):
    """A consumer that may insert and read ledger rows, and remove none; only a correction may replace one."""

    def __init__(
        self, scope: Construct, spec: ConsumerSpec[Any], *, config: Config, dependencies: ConsumerDependencies
    ) -> None:
        super().__init__(
            scope,
            spec.name,
            config=config,
            dependencies=dependencies,
            profile=config.profile,
            package=spec.package,
        )
        self.spec = spec
        self.table = ConsumerLedger(self, "Ledger", spec=spec, retain=config.retain_data)
        self.function.add_environment("LEDGER_TABLE", self.table.table_name)
        role = self.function.execution_role
        grant(role, "dynamodb:PartiQLInsert", "dynamodb:BatchGetItem", on=self.table.table_arn)
        grant(role, "dynamodb:PutItem", on=self.table.table_arn, conditions=CORRECTED)
