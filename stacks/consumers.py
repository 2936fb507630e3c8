"""Who consumes the stream: a row each."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from stacks.config import Config
from stacks.constructs.code import Layer, code
from stacks.constructs.consumer import Consumer, Surroundings
from stacks.constructs.ledger import Index
from stacks.storage import StorageStack
from stacks.stream import StreamStack


@dataclass(frozen=True, kw_only=True)
class Row:
    """A consumer: its folder in `lambdas`, and how else than by store its ledger is read."""

    name: str
    indexes: Sequence[Index] = ()


CONSUMERS = (
    Row(name="inventory"),
    Row(name="loyalty", indexes=[Index(name="by_member", by="loyalty_id", finds=["points"])]),
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
        config.check_concurrency(len(CONSUMERS))
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
