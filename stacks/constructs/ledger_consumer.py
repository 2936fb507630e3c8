"""A consumer that puts what each sale does into a ledger."""

from collections.abc import Sequence

from constructs import Construct

from stacks.config import Config
from stacks.constructs.consumer import Consumer, Surroundings
from stacks.constructs.ledger import Index, Ledger
from stacks.constructs.permit import permit


class LedgerConsumer(Consumer):
    """It may insert and read ledger rows, never change or remove one."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        around: Surroundings,
        indexes: Sequence[Index],
        followed: bool,
    ) -> None:
        super().__init__(scope, name, config=config, around=around, profile=config.profile)
        self.table = Ledger(self, "Ledger", indexes=indexes, followed=followed, retain=config.retain_data)
        self.function.add_environment("LEDGER_TABLE", self.table.table_name)
        role = self.function.execution_role
        permit(role, "dynamodb:PartiQLInsert", "dynamodb:BatchGetItem", on=self.table.table_arn)
