"""Who consumes the stream: a row each in `domain.CONSUMERS`."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from domain import CONSUMERS
from stacks.config import Config
from stacks.constructs.code import Layer, code
from stacks.constructs.consumer import Surroundings
from stacks.constructs.fraud_consumer import FraudConsumer
from stacks.constructs.ledger_consumer import LedgerConsumer
from stacks.constructs.positions import Positions
from stacks.constructs.shelves import Shelves
from stacks.events import EventsStack
from stacks.profiles import DECISION
from stacks.storage import StorageStack
from stacks.stream import StreamStack


class ConsumersStack(Stack):
    """Every consumer applies every sale once, at its own pace; the shelves follow the stock's ledger."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        storage: StorageStack,
        stream: StreamStack,
        events: EventsStack,
    ) -> None:
        super().__init__(scope, construct_id)
        config.check_concurrency(len(CONSUMERS) * config.profile.parallelization + DECISION.parallelization)
        self.positions = Positions(self, "Positions", config=config)
        around = self._around(storage, stream, self.positions)
        self.ledgers = [LedgerConsumer(self, spec, config=config, around=around) for spec in CONSUMERS]
        self.fraud = FraudConsumer(self, "fraud", config=config, around=around, bus=events.bus)
        [stock] = [each for each in self.ledgers if each.spec.followed]
        self.shelves = Shelves(self, "shelves", config=config, around=around, of=stock.table, bus=events.bus)
        self.consumers = [*self.ledgers, self.fraud]
        self._outputs()

    def _around(self, storage: StorageStack, stream: StreamStack, positions: Positions) -> Surroundings:
        return Surroundings(
            stream=stream.stream,
            raw=storage.raw,
            quarantine=storage.quarantine,
            failures=storage.failures,
            positions=positions,
            key=storage.key,
            code=code(),
            layer=Layer(self, "Dependencies"),
        )

    def _outputs(self) -> None:
        for consumer in self.ledgers:
            CfnOutput(self, f"{consumer.node.id}Ledger", value=consumer.table.table_name)
        CfnOutput(self, "PositionsTable", value=self.positions.table_name)
        CfnOutput(self, "StreamConsumers", value=",".join(each.name for each in self.consumers))
        CfnOutput(self, "ShelvesTable", value=self.shelves.table.table_name)
