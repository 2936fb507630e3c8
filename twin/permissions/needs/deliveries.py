"""What Firehose needs: to read its stream, to write its bucket, to log what it couldn't deliver."""

from collections.abc import Iterator
from typing import Any

from twin.assembly import Resource
from twin.permissions.encryption import encryption_keys
from twin.permissions.needs.arns import key_context, log_streams
from twin.permissions.needs.row import NeedCase, NeedRow
from twin.resolve import Resolved

FIREHOSE = "firehose.amazonaws.com"
STREAM = "AWS::KinesisFirehose::DeliveryStream"
SECRETS = "https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-how.html"
PAGE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3"


def _source(_: Resolved, stream: Resource) -> Iterator[NeedCase]:
    if source := stream.properties.get("KinesisStreamSourceConfiguration"):
        yield NeedCase(resources=(source["KinesisStreamARN"],), role=source["RoleARN"])


def _bucket(_: Resolved, stream: Resource) -> Iterator[NeedCase]:
    for destination in _destinations(stream):
        yield NeedCase(resources=(destination["BucketARN"],), role=destination["RoleARN"])


def _objects(_: Resolved, stream: Resource) -> Iterator[NeedCase]:
    for destination in _destinations(stream):
        prefixes = sorted({_fixed(destination.get(name, "")) for name in ("Prefix", "ErrorOutputPrefix")})
        objects = tuple(f"{destination['BucketARN']}/{prefix}*" for prefix in prefixes)
        yield NeedCase(resources=objects, role=destination["RoleARN"])


def _function(_: Resolved, stream: Resource) -> Iterator[NeedCase]:
    """Of a processor that is a function, by the name that it is given."""
    for destination in _destinations(stream):
        for processor in destination.get("ProcessingConfiguration", {}).get("Processors", ()):
            given = {each["ParameterName"]: each["ParameterValue"] for each in processor["Parameters"]}
            if arn := given.get("LambdaArn"):
                yield NeedCase(resources=(arn,), role=given["RoleArn"])


def _key(app: Resolved, stream: Resource) -> Iterator[NeedCase]:
    """Of the bucket: Firehose uploads in parts, which S3 decrypts to join them."""
    keys = encryption_keys(app)
    for destination in _destinations(stream):
        if key := keys.get(destination["BucketARN"]):
            yield NeedCase(resources=(key,), role=destination["RoleARN"], context=key_context("s3"))


def _log(_: Resolved, stream: Resource) -> Iterator[NeedCase]:
    for destination in _destinations(stream):
        logging = destination.get("CloudWatchLoggingOptions", {})
        if logging.get("Enabled"):
            group = log_streams(logging["LogGroupName"]).removesuffix("*") + logging["LogStreamName"]
            yield NeedCase(resources=(group,), role=destination["RoleARN"])


def _destinations(stream: Resource) -> Iterator[dict[str, Any]]:
    """Yield each place in S3 that Firehose writes to: before Redshift copies it, and what it received."""
    redshift = stream.properties.get("RedshiftDestinationConfiguration", {})
    places = (
        stream.properties.get("ExtendedS3DestinationConfiguration"),
        redshift.get("S3Configuration"),
        redshift.get("S3BackupConfiguration"),
    )
    yield from filter(None, places)


def _password(_: Resolved, stream: Resource) -> Iterator[NeedCase]:
    """Of the user as whom Redshift copies."""
    redshift = stream.properties.get("RedshiftDestinationConfiguration", {})
    if (signed := redshift.get("SecretsManagerConfiguration", {})).get("Enabled"):
        yield NeedCase(resources=(signed["SecretARN"],), role=signed["RoleARN"])


def _fixed(prefix: str) -> str:
    """What a prefix begins with whatever the record: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html."""
    return prefix.partition("!{")[0]


ROWS = (
    NeedRow(
        service=FIREHOSE,
        type=STREAM,
        page=PAGE,
        actions=(
            "kinesis:DescribeStream",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ),
        arise=_source,
    ),
    NeedRow(
        service=FIREHOSE,
        type=STREAM,
        page=PAGE,
        actions=("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"),
        arise=_bucket,
    ),
    NeedRow(
        service=FIREHOSE,
        type=STREAM,
        page=PAGE,
        actions=("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"),
        arise=_objects,
    ),
    NeedRow(
        service=FIREHOSE,
        type=STREAM,
        page=PAGE,
        actions=("lambda:GetFunctionConfiguration", "lambda:InvokeFunction"),
        arise=_function,
    ),
    NeedRow(
        service=FIREHOSE, type=STREAM, page=PAGE, actions=("kms:Decrypt", "kms:GenerateDataKey"), arise=_key
    ),
    NeedRow(service=FIREHOSE, type=STREAM, page=PAGE, actions=("logs:PutLogEvents",), arise=_log),
    NeedRow(
        service=FIREHOSE,
        type=STREAM,
        page=SECRETS,
        actions=("secretsmanager:GetSecretValue",),
        arise=_password,
    ),
)
