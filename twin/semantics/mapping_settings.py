"""What an AWS::Lambda::EventSourceMapping of a stream says about moving records."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import msgspec

from twin.semantics.properties import parse

S3_ARN = "arn:aws:s3:::"


class OnFailure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """Where discarded records go."""

    destination: str

    def __post_init__(self) -> None:
        if not self.destination.startswith(S3_ARN):
            raise ValueError(f"OnFailure.Destination {self.destination} isn't an S3 bucket")

    @property
    def bucket(self) -> str:
        return self.destination.removeprefix(S3_ARN)


class DestinationConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """A stream's mapping has a destination for failures only."""

    on_failure: OnFailure | None = None


class MappingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """Defaults and limits, the same for the streams of Kinesis and of tables.

    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
    """

    event_source_arn: str
    function_name: str
    starting_position: Literal["TRIM_HORIZON", "LATEST"]
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100
    maximum_batching_window_in_seconds: Annotated[int, msgspec.Meta(ge=0, le=300)] = 0
    parallelization_factor: Annotated[int, msgspec.Meta(ge=1, le=10)] = 1
    function_response_types: tuple[Literal["ReportBatchItemFailures"], ...] = ()
    bisect_batch_on_function_error: bool = False
    maximum_retry_attempts: Annotated[int, msgspec.Meta(ge=-1, le=10_000)] = -1
    maximum_record_age_in_seconds: Annotated[int, msgspec.Meta(ge=-1, le=604_800)] = -1
    destination_config: DestinationConfig = DestinationConfig()
    enabled: bool = True
    # These two move no record.
    metrics_config: object = None
    tags: object = None

    def __post_init__(self) -> None:
        if not self.enabled:
            raise ValueError("Enabled is false")

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse("AWS::Lambda::EventSourceMapping", cls, properties)

    @property
    def reports_item_failures(self) -> bool:
        return "ReportBatchItemFailures" in self.function_response_types
