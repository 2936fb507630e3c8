"""What an AWS::Lambda::EventSourceMapping of a standard SQS queue says about its messages."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import msgspec

from twin.semantics.properties import parse

RECEIVE_LIMIT = 10


class ScalingConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """Lambda starts with "five batches at a time with five concurrent invocations"; (modelled) so it stays.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    """

    maximum_concurrency: Annotated[int, msgspec.Meta(ge=2, le=1_000)] = 5


class QueueSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """Defaults and limits: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html."""

    event_source_arn: str
    function_name: str
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 10
    maximum_batching_window_in_seconds: Annotated[int, msgspec.Meta(ge=0, le=300)] = 0
    function_response_types: tuple[Literal["ReportBatchItemFailures"], ...] = ()
    scaling_config: ScalingConfig = ScalingConfig()
    enabled: bool = True
    # These two move no message.
    metrics_config: object = None
    tags: object = None

    def __post_init__(self) -> None:
        if not self.enabled:
            raise ValueError("Enabled is false")
        if self.event_source_arn.endswith(".fifo"):
            raise ValueError(f"EventSourceArn {self.event_source_arn} isn't a standard queue")
        if self.batch_size > RECEIVE_LIMIT and not self.maximum_batching_window_in_seconds:
            raise ValueError(f"BatchSize above {RECEIVE_LIMIT} needs MaximumBatchingWindowInSeconds")

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse("AWS::Lambda::EventSourceMapping", cls, properties)

    @property
    def reports_item_failures(self) -> bool:
        return "ReportBatchItemFailures" in self.function_response_types
