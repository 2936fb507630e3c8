"""The consumer of a database's changes: its function, the tables' state, the mapping that feeds it."""

from dataclasses import replace

from aws_cdk.aws_kinesis import IStream
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.storage.table import DynamoTable
from stacks.constructs.stream.consumer import Consumer, ConsumerDependencies

# Rows are written by their version; what is known of a table only grows.
STATE_ACTIONS = (
    "dynamodb:BatchGetItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:UpdateItem",
)


class DatabaseConsumer(Consumer):
    """The consumer `lambdas/<name>/handler.py` of changes: rows into the state, events to the stream."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        dependencies: ConsumerDependencies,
        changes: IStream,
        tables: str,
    ) -> None:
        of_changes = replace(dependencies, stream=changes)
        super().__init__(
            scope,
            name,
            config=config,
            dependencies=of_changes,
            profile=config.profile,
            package="lambdas.core.cdc",
        )
        self.table = DynamoTable(
            self, "State", key="source_table", sort_key="row_key", retain=config.retain_data
        )
        self.function.add_environment("STATE_TABLE", self.table.table_name)
        self.function.add_environment("STREAM", dependencies.stream.stream_name)
        self.function.add_environment("TABLES", tables)
        grant(self.function.execution_role, *STATE_ACTIONS, on=self.table.table_arn)
        grant(self.function.execution_role, "kinesis:PutRecords", on=dependencies.stream.stream_arn)

    def _grant_claims(self, dependencies: ConsumerDependencies) -> None:
        """DMS puts no claim checks: what is too large for the stream, it cuts off."""
