"""A consumer that puts what each event does into a ledger."""

from typing import Any

from constructs import Construct

from contracts.consumer_spec import ConsumerSpec
from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.stream.consumer import Consumer, ConsumerDependencies
from stacks.constructs.stream.ledger import ConsumerLedger


class LedgerConsumer(Consumer):
    """A consumer that may insert and read ledger rows, never change or remove one."""

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
