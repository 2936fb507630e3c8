"""Who folds the changes of a database: its function, the tables' state, the mapping that feeds it."""

from aws_cdk import Duration
from aws_cdk.aws_kinesis import IStream
from constructs import Construct

from stacks.config import Config
from stacks.constructs.consumer import Surroundings
from stacks.constructs.function import Function
from stacks.constructs.permit import READ_STREAM, permit, permit_objects
from stacks.constructs.stream_mapping import StreamMapping
from stacks.constructs.table import Table
from stacks.profiles import Profile

# Rows are written by their version; what is known of a table only grows.
STATE_ACTIONS = (
    "dynamodb:BatchGetItem",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    "dynamodb:UpdateItem",
)


class DatabaseConsumer(Construct):
    """Works through the changes in `lambdas/<name>/handler.py`: rows into the state, events to the stream."""

    late = Duration.minutes(10)

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        around: Surroundings,
        changes: IStream,
        profile: Profile,
        tables: str,
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.namespace = config.namespace
        self.window = Duration.seconds(profile.batch_window_seconds)
        self.record_age = Duration.hours(config.record_age_hours)
        self.table = Table(self, "State", key="source_table", sort_key="row_key", retain=config.retain_data)
        self.function = self._function(config, around, tables)
        self._permit(around, changes)
        self.mapping = StreamMapping(
            self,
            "Mapping",
            config=config,
            function=self.function,
            source_arn=changes.stream_arn,
            batch_size=profile.batch_size,
            window=self.window,
            record_age=self.record_age,
            lanes=profile.parallelization,
            failures=around.failures,
        )

    def _function(self, config: Config, around: Surroundings, tables: str) -> Function:
        return Function(
            self,
            "Function",
            config=config,
            code=around.code,
            layers=[around.layer],
            service=self.name,
            environment={
                "CLAIMS_BUCKET": around.raw.bucket_name,
                "CONSUMER": self.name,
                **around.positions.environment,
                "QUARANTINE_BUCKET": around.quarantine.bucket_name,
                "STATE_TABLE": self.table.table_name,
                "STREAM": around.stream.stream_name,
                "TABLES": tables,
            },
        )

    def _permit(self, around: Surroundings, changes: IStream) -> None:
        role = self.function.execution_role
        permit(role, *READ_STREAM, "kinesis:DescribeStreamSummary", on=changes.stream_arn)
        permit(role, "kinesis:PutRecords", on=around.stream.stream_arn)
        around.positions.let(role)
        permit(role, "kms:Decrypt", "kms:GenerateDataKey", on=around.key.key_arn)
        permit(role, *STATE_ACTIONS, on=self.table.table_arn)
        permit_objects(
            role,
            "s3:PutObject",
            bucket=around.quarantine,
            prefix=f"{self.name}/",
            because="A quarantine object is named by its batch; a consumer may only add to its own folder.",
        )
