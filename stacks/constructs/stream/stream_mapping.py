"""Event source mappings of streams, of Kinesis or of a table."""

import jsii
from aws_cdk import Duration
from aws_cdk.aws_iam import Role
from aws_cdk.aws_lambda import (
    DlqDestinationConfig,
    EventSourceMapping,
    IEventSourceDlq,
    IEventSourceMapping,
    IFunction,
    MetricsConfig,
    MetricType,
    StartingPosition,
)
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant, grant_objects


@jsii.implements(IEventSourceDlq)
class FailureArchive:
    """The archive of batches that a mapping gave up.

    A bucket keeps the whole batch, where a queue or topic would get only its shard and numbers.
    `S3OnFailureDestination` would also let the function read and delete what is there:
    https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
    """

    def __init__(self, bucket: IBucket, role: Role) -> None:
        self._role = role
        self._bucket = bucket

    def bind(self, target: IEventSourceMapping, target_handler: IFunction) -> DlqDestinationConfig:  # noqa: ARG002
        """Called by the mapping."""
        grant_objects(
            self._role,
            "s3:PutObject",
            bucket=self._bucket,
            prefix="",
            because="Lambda names what it archives; the function can't read or delete it.",
        )
        grant(self._role, "s3:ListBucket", on=self._bucket.bucket_arn)
        return DlqDestinationConfig(destination=self._bucket.bucket_arn)


class StreamMapping(EventSourceMapping):
    """A mapping from the oldest record on: a failure is reported alone, retried, then archived whole.

    It is retried as often as the environment says, or so many times as `retries` says.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        function: Function,
        source_arn: str,
        batch_size: int,
        window: Duration,
        record_age: Duration,
        lanes: int,
        failures: IBucket,
        retries: int | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            target=function,
            event_source_arn=source_arn,
            batch_size=batch_size,
            bisect_batch_on_error=True,
            max_batching_window=window,
            max_record_age=record_age,
            metrics_config=MetricsConfig(metrics=[MetricType.EVENT_COUNT]),
            on_failure=FailureArchive(failures, function.execution_role),
            parallelization_factor=lanes,
            report_batch_item_failures=True,
            retry_attempts=config.retries if retries is None else retries,
            starting_position=StartingPosition.TRIM_HORIZON,
            support_s3_on_failure_destination=True,
        )
