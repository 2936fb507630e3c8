"""What Firehose needs of its role."""

from pathlib import Path

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, encrypted_bucket, key, needed, refused, role
from twin.resolve import Resolved

FIREHOSE = "firehose.amazonaws.com"
READ = ("kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards")
ON_BUCKET = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
ON_OBJECTS = ("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject")
USE_KEY = ("kms:Decrypt", "kms:GenerateDataKey")
STATEMENTS = (
    allow(*READ, on=arn("Stream")),
    allow(*ON_BUCKET, on=arn("Bucket")),
    allow(*ON_OBJECTS, on={"Fn::Join": ["", [arn("Bucket"), "/sales/*"]]}),
    allow(*USE_KEY, on=arn("Key")),
)


def delivered(directory: Path, *statements: object, **destination: object) -> Resolved:
    """A delivery from an encrypted stream to an encrypted bucket, under a role with these statements."""
    return app(
        directory,
        Key=key(),
        Stream=resource("AWS::Kinesis::Stream", StreamEncryption={"KeyId": arn("Key")}),
        Bucket=encrypted_bucket(),
        Role=role(FIREHOSE, *statements),
        Delivery=resource(
            "AWS::KinesisFirehose::DeliveryStream",
            KinesisStreamSourceConfiguration={"KinesisStreamARN": arn("Stream"), "RoleARN": arn("Role")},
            ExtendedS3DestinationConfiguration={
                "BucketARN": arn("Bucket"),
                "RoleARN": arn("Role"),
                "Prefix": "sales/!{timestamp:yyyy}/",
                "ErrorOutputPrefix": "sales/!{firehose:error-output-type}/",
                **destination,
            },
        ),
    )


def test_all_that_aws_lists_is_enough(tmp_path: Path) -> None:
    assert not refused(delivered(tmp_path, *STATEMENTS))


def test_each_statement_is_needed(tmp_path: Path) -> None:
    for at in range(len(STATEMENTS)):
        assert refused(delivered(tmp_path, *STATEMENTS[:at], *STATEMENTS[at + 1 :])), STATEMENTS[at]


def test_it_writes_only_where_its_prefixes_begin(tmp_path: Path) -> None:
    assert {on for action, on in needed(delivered(tmp_path)) if action in ON_OBJECTS} == {"Bucket/sales/*"}


def test_four_of_the_six_actions_on_a_bucket_are_not_enough(tmp_path: Path) -> None:
    """As our own role had them."""
    four = (
        STATEMENTS[0],
        allow("s3:GetBucketLocation", "s3:ListBucketMultipartUploads", on=arn("Bucket")),
        allow("s3:AbortMultipartUpload", "s3:PutObject", on={"Fn::Join": ["", [arn("Bucket"), "/*"]]}),
        STATEMENTS[3],
    )

    assert refused(delivered(tmp_path, *four)) == {
        ("s3:ListBucket", "Bucket"),
        ("s3:GetObject", "Bucket/sales/*"),
    }


def test_it_logs_to_the_stream_that_it_is_given(tmp_path: Path) -> None:
    logging = {"Enabled": True, "LogGroupName": "/errors", "LogStreamName": "S3"}

    assert refused(delivered(tmp_path, *STATEMENTS, CloudWatchLoggingOptions=logging)) == {
        ("logs:PutLogEvents", "log-group:/errors:log-stream:S3")
    }
