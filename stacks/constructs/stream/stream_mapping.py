"""Event source mappings of streams, of Kinesis or of a table."""

from aws_cdk import Duration
from aws_cdk.aws_lambda import EventSourceMapping, MetricsConfig, MetricType, StartingPosition
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.stream.failures import FailureArchive


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
