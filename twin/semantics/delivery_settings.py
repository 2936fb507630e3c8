"""What an AWS::KinesisFirehose::DeliveryStream from Kinesis to S3 says about moving records."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import msgspec

from twin.semantics import prefixes
from twin.semantics.mapping_settings import S3_ARN
from twin.semantics.properties import parse
from twin.semantics.transformation import Transformation

MIB = 1024 * 1024


class _Properties(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """CloudFormation's spelling; an unknown property is refused."""


class BufferingHints(_Properties, frozen=True):
    """Limits: https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html."""

    interval_in_seconds: Annotated[int, msgspec.Meta(ge=0, le=900)] = 300
    size_in_mib: Annotated[int, msgspec.Meta(ge=1, le=128)] = msgspec.field(name="SizeInMBs", default=5)


class ProcessorParameter(_Properties, frozen=True):
    """Of the function's role and of its own interval the twin makes nothing."""

    parameter_name: Literal[
        "Delimiter", "LambdaArn", "NumberOfRetries", "BufferSizeInMBs", "BufferIntervalInSeconds", "RoleArn"
    ]
    parameter_value: str


class Processor(_Properties, frozen=True):
    type: Literal["AppendDelimiterToRecord", "Lambda"]
    parameters: tuple[ProcessorParameter, ...] = ()


class ProcessingConfiguration(_Properties, frozen=True):
    enabled: bool = False
    processors: tuple[Processor, ...] = ()

    def parameters(self, type_: str) -> Mapping[str, str] | None:
        """Return those of the processor of a type, None if there is none or it is off."""
        for each in self.processors if self.enabled else ():
            if each.type == type_:
                return {one.parameter_name: one.parameter_value for one in each.parameters}
        return None


class S3Destination(_Properties, frozen=True):
    bucket_arn: str = msgspec.field(name="BucketARN")
    buffering_hints: BufferingHints = BufferingHints()
    compression_format: Literal["UNCOMPRESSED", "GZIP"] = "UNCOMPRESSED"
    prefix: str = ""
    error_output_prefix: str | None = None
    file_extension: str = ""
    processing_configuration: ProcessingConfiguration = ProcessingConfiguration()
    s3_backup_mode: Literal["Disabled"] = "Disabled"
    role_arn: str = msgspec.field(name="RoleARN", default="")
    # These move no record.
    cloud_watch_logging_options: object = None
    encryption_configuration: object = None

    def __post_init__(self) -> None:
        prefixes.check(self.prefix, self.error_output_prefix)

    @property
    def bucket(self) -> str:
        return self.bucket_arn.removeprefix(S3_ARN)

    @property
    def extension(self) -> str:
        """Return what ends an object's name: .gz with GZIP; FileExtension "will override the default"."""
        return self.file_extension or (".gz" if self.compression_format == "GZIP" else "")

    @property
    def delimiter(self) -> bytes:
        """Return what is put behind each record: a newline unless the processor says another."""
        given = self.processing_configuration.parameters("AppendDelimiterToRecord")
        return b"" if given is None else given.get("Delimiter", "\n").replace("\\n", "\n").encode()

    @property
    def transformation(self) -> Transformation | None:
        """Return what is done with records before they are delivered, if anything is."""
        if (given := self.processing_configuration.parameters("Lambda")) is None:
            return None
        return Transformation(
            function_arn=given["LambdaArn"],
            most_bytes=float(given.get("BufferSizeInMBs", 1)) * MIB,
            retries=int(given.get("NumberOfRetries", 3)),
        )


class KinesisSource(_Properties, frozen=True):
    stream_arn: str = msgspec.field(name="KinesisStreamARN")
    role_arn: str = msgspec.field(name="RoleARN", default="")


class DeliverySettings(_Properties, frozen=True):
    """One delivery stream; its physical name is the deployment's."""

    delivery_stream_type: Literal["KinesisStreamAsSource"]
    source: KinesisSource = msgspec.field(name="KinesisStreamSourceConfiguration")
    destination: S3Destination = msgspec.field(name="ExtendedS3DestinationConfiguration")
    delivery_stream_name: str | None = None
    tags: object = None

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse("AWS::KinesisFirehose::DeliveryStream", cls, properties)
