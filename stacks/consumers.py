"""Who consumes the stream: a row each."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import CfnOutput, Stack
from aws_cdk.aws_dynamodb import Attribute, AttributeType, GlobalSecondaryIndexProps, ProjectionType
from constructs import Construct

from stacks.config import Config
from stacks.constructs.code import Layer, code
from stacks.constructs.consumer import Consumer, Surroundings
from stacks.storage import StorageStack
from stacks.stream import StreamStack


@dataclass(frozen=True, kw_only=True)
class Row:
    """A consumer: its folder in `lambdas`, and how else its ledger is read."""

    name: str
    indexes: Sequence[GlobalSecondaryIndexProps] = ()


BY_MEMBER = GlobalSecondaryIndexProps(
    index_name="by_member",
    partition_key=Attribute(name="loyalty_id", type=AttributeType.STRING),
    sort_key=Attribute(name="entry", type=AttributeType.STRING),
    projection_type=ProjectionType.INCLUDE,
    non_key_attributes=["points"],
)
CONSUMERS = (
    Row(name="inventory"),
    Row(name="loyalty", indexes=[BY_MEMBER]),
)


class ConsumersStack(Stack):
    """Every consumer applies every sale once, at its own pace."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        storage: StorageStack,
        stream: StreamStack,
    ) -> None:
        super().__init__(scope, construct_id)
        around = Surroundings(
            stream=stream.stream,
            raw=storage.raw,
            quarantine=storage.quarantine,
            failures=storage.failures,
            key=storage.key,
            code=code(),
            layer=Layer(self, "Dependencies"),
        )
        self.consumers = [
            Consumer(self, row.name, config=config, around=around, indexes=row.indexes) for row in CONSUMERS
        ]
        for consumer in self.consumers:
            CfnOutput(self, f"{consumer.node.id}Ledger", value=consumer.table.table_name)
