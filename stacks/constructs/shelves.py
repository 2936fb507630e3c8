"""What lies on each shelf, kept by following the stock's ledger."""

import json

from aws_cdk import Duration
from aws_cdk.aws_events import IEventBus
from aws_cdk.aws_lambda import EventSourceMapping, MetricsConfig, MetricType, StartingPosition
from constructs import Construct

from stacks.config import Config
from stacks.constructs.bus import permit_telling
from stacks.constructs.consumer import Surroundings
from stacks.constructs.failures import FailureArchive
from stacks.constructs.function import Function
from stacks.constructs.permit import permit
from stacks.constructs.table import Table

# The most that Lambda takes: what one batch says of a shelf is one write to it.
ROWS_AT_ONCE = 10_000
# A table's stream forgets after 24 hours: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
ROW_AGE = Duration.hours(12)
FOLLOW = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
)


class Shelves(Construct):
    """Follows the new rows of a ledger in `lambdas/<name>/handler.py`, and tells of what runs low."""

    late = Duration.minutes(10)
    record_age = ROW_AGE

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        around: Surroundings,
        of: Table,
        bus: IEventBus,
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.namespace = config.namespace
        self.window = Duration.seconds(config.shelf_window_seconds)
        self.table = Table(self, "Table", key="store_id", sort_key="sku", retain=config.retain_data)
        self.function = self._function(config, around, bus)
        self._permit(around, of, bus)
        self.mapping = self._mapping(config, around, of)

    def _function(self, config: Config, around: Surroundings, bus: IEventBus) -> Function:
        return Function(
            self,
            "Function",
            config=config,
            code=around.code,
            layers=[around.layer],
            handler=f"lambdas.{self.name}.handler.lambda_handler",
            environment={
                "BUS_NAME": bus.event_bus_name,
                "CLAIMS_BUCKET": around.raw.bucket_name,
                "POWERTOOLS_LOG_LEVEL": "INFO",
                "POWERTOOLS_METRICS_NAMESPACE": self.namespace,
                "POWERTOOLS_SERVICE_NAME": self.name,
                "RULES": json.dumps(dict(config.shelf_rules)),
                "SHELVES_TABLE": self.table.table_name,
            },
        )

    def _permit(self, around: Surroundings, of: Table, bus: IEventBus) -> None:
        role = self.function.execution_role
        permit(role, *FOLLOW, on=str(of.table_stream_arn))
        permit(
            role,
            "dynamodb:BatchGetItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
            on=self.table.table_arn,
        )
        permit(role, "kms:Decrypt", "kms:GenerateDataKey", on=around.key.key_arn)
        permit_telling(role, bus, around.raw)

    def _mapping(self, config: Config, around: Surroundings, of: Table) -> EventSourceMapping:
        """One batch a shard at a time: the rows of a store come in their order."""
        return EventSourceMapping(
            self,
            "Mapping",
            target=self.function,
            event_source_arn=of.table_stream_arn,
            batch_size=ROWS_AT_ONCE,
            bisect_batch_on_error=True,
            max_batching_window=self.window,
            max_record_age=ROW_AGE,
            metrics_config=MetricsConfig(metrics=[MetricType.EVENT_COUNT]),
            on_failure=FailureArchive(around.failures, self.function.execution_role),
            parallelization_factor=1,
            report_batch_item_failures=True,
            retry_attempts=config.retries,
            starting_position=StartingPosition.TRIM_HORIZON,
            support_s3_on_failure_destination=True,
        )
