"""The table of what lies on each shelf, projected from the stock's ledger."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import Duration
from aws_cdk.aws_events import IEventBus
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import EVERYWHERE, grant, grant_objects
from stacks.constructs.messages.bus import grant_publish
from stacks.constructs.nag import acknowledge
from stacks.constructs.storage.table import DynamoTable
from stacks.constructs.stream.consumer import ConsumerDependencies
from stacks.constructs.stream.stream_mapping import StreamMapping

# The most that Lambda takes: what one batch says of a shelf is one write to it.
ROWS_AT_ONCE = 10_000
# A table's stream forgets after 24 hours: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
ROW_AGE = Duration.hours(12)
FOLLOW = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
)


@dataclass(frozen=True, kw_only=True)
class ShelfRules:
    """The batching of the shelves' projection, and the threshold at which one runs low."""

    # Sales so close together are followed in one run: fewer calls, hardly fewer writes.
    window_seconds: int = 60
    # What differs from the rule of `domain/stock.py` and from `lambdas/shelves/rules.py`.
    shelf_rules: Mapping[str, float] = field(default_factory=dict)


class Shelves(Construct):
    """The projection of a ledger's new rows by `lambdas/<name>/handler.py`, which publishes what runs low."""

    late = Duration.minutes(10)
    record_age = ROW_AGE

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        dependencies: ConsumerDependencies,
        of: DynamoTable,
        bus: IEventBus,
        rules: ShelfRules,
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.namespace = config.namespace
        self.window = Duration.seconds(rules.window_seconds)
        self.table = DynamoTable(self, "Table", key="store_id", sort_key="sku", retain=config.retain_data)
        self.function = self._function(config, dependencies, bus, rules)
        self._grant(dependencies, of, bus)
        # One batch a shard at a time: the rows of a store come in their order.
        self.mapping = StreamMapping(
            self,
            "Mapping",
            config=config,
            function=self.function,
            source_arn=str(of.table_stream_arn),
            batch_size=ROWS_AT_ONCE,
            window=self.window,
            record_age=self.record_age,
            lanes=1,
            failures=dependencies.failures,
        )

    def _function(
        self, config: Config, dependencies: ConsumerDependencies, bus: IEventBus, rules: ShelfRules
    ) -> Function:
        return Function(
            self,
            "Function",
            config=config,
            code=dependencies.code,
            layers=[dependencies.layer],
            service=self.name,
            package=f"lambdas.{self.name}",
            environment={
                "BUS_NAME": bus.event_bus_name,
                "CLAIMS_BUCKET": dependencies.raw.bucket_name,
                **dependencies.positions.environment,
                "QUARANTINE_BUCKET": dependencies.quarantine.bucket_name,
                "RULES": json.dumps(dict(rules.shelf_rules)),
                "SHELVES_TABLE": self.table.table_name,
            },
        )

    def _grant(self, dependencies: ConsumerDependencies, of: DynamoTable, bus: IEventBus) -> None:
        role = self.function.execution_role
        dependencies.positions.grant_write(role)
        grant(role, *FOLLOW, on=str(of.table_stream_arn))
        # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaDynamoDBExecutionRole.html
        grant(role, "dynamodb:ListStreams", on="*")
        acknowledge(role, {EVERYWHERE: "Lambda lists streams, by their names, all or none of them."})
        grant(
            role,
            "dynamodb:BatchGetItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            on=self.table.table_arn,
        )
        grant(role, "kms:GenerateDataKey", on=dependencies.key.key_arn)
        grant_publish(role, bus, dependencies.raw)
        grant_objects(
            role,
            "s3:PutObject",
            bucket=dependencies.quarantine,
            prefix=f"{self.name}/",
            because="A quarantine object is named by its batch; a consumer may only add to its own folder.",
        )
