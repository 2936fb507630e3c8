"""Every record of a stream, kept as received."""

from dataclasses import dataclass
from typing import cast

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk.aws_iam import IRole, Role, ServicePrincipal
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kinesisfirehose import (
    AppendDelimiterToRecordProcessor,
    Compression,
    DeliveryStream,
    EnableLogging,
    IDataProcessor,
    KinesisStreamSource,
    S3Bucket,
)
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_logs import LogStream
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import READ_STREAM, grant, grant_objects
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge
from stacks.constructs.stream.line_encoder import LineEncoder

BY_ARRIVAL_HOUR = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/"
BY_ERROR = f"!{{firehose:error-output-type}}/{BY_ARRIVAL_HOUR}"

# https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
DELIVER_OBJECTS = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject")
DELIVER_TO_BUCKET = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
NAG_SUPPRESSIONS = {
    "AwsSolutions::AwsSolutions-KDF1": (
        "A stream source is encrypted with the stream's key, and what Firehose buffers of it with the same."
        " https://docs.aws.amazon.com/firehose/latest/dev/encryption.html"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Prefixes:
    """The prefixes in the raw bucket of a stream's records, and of those that Firehose couldn't process."""

    records: str
    errors: str


EVENTS = Prefixes(records="events/", errors="errors/")


class Archive(Construct):
    """A Firehose delivery from a stream to a bucket: gzip, one record a line, by arrival hour.

    What anybody sends needs an `encoder`, or a record of several lines is several; without one, Firehose puts
    a line break behind each record, which is enough for one sender that is known to write single lines.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        stream: IStream,
        raw: IBucket,
        key: IKey,
        prefixes: Prefixes = EVENTS,
        encoder: LineEncoder | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.prefixes = prefixes
        self.errors = Log(self, "Errors", config=config)
        role = self._role(stream, raw, key)
        if encoder:
            encoder.grant_invoke(role)
        frozen = role.without_policy_updates()
        processor = encoder.processor() if encoder else AppendDelimiterToRecordProcessor()
        self.delivery = DeliveryStream(
            self,
            "Delivery",
            source=KinesisStreamSource(stream),
            role=frozen,
            destination=self._destination(config, raw, frozen, processor),
        )
        self.delivery.node.add_dependency(role)
        # It goes with its log group: by itself CDK would keep it.
        cast(LogStream, self.errors.node.find_child("S3Destination")).apply_removal_policy(
            RemovalPolicy.DESTROY
        )
        acknowledge(self.delivery, NAG_SUPPRESSIONS)

    def _destination(self, config: Config, raw: IBucket, role: IRole, processor: IDataProcessor) -> S3Bucket:
        return S3Bucket(
            raw,
            buffering_interval=Duration.seconds(config.profile.buffer_seconds),
            buffering_size=Size.mebibytes(config.profile.buffer_mebibytes),
            compression=Compression.GZIP,
            data_output_prefix=f"{self.prefixes.records}{BY_ARRIVAL_HOUR}",
            error_output_prefix=f"{self.prefixes.errors}{BY_ERROR}",
            logging_config=EnableLogging(self.errors),
            processors=[processor],
            role=role,
        )

    def _role(self, stream: IStream, raw: IBucket, key: IKey) -> Role:
        """CDK's own grants would let Firehose delete, and write the whole bucket.

        These are the six actions that AWS lists, and the trust that it shows, which has no condition: what
        Firehose sends to meet one isn't documented. Only who may pass the role can have Firehose take it.
        """
        role = Role(self, "Role", assumed_by=ServicePrincipal("firehose.amazonaws.com"))
        grant(role, *READ_STREAM, on=stream.stream_arn)
        for prefix in (self.prefixes.records, self.prefixes.errors):
            because = "Firehose names its objects by arrival hour; it may write and read them, never delete."
            grant_objects(role, *DELIVER_OBJECTS, bucket=raw, prefix=prefix, because=because)
        grant(role, *DELIVER_TO_BUCKET, on=raw.bucket_arn)
        grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)
        grant(role, "logs:PutLogEvents", on=self.errors.log_group_arn)
        return role
