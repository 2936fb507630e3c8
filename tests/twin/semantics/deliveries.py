"""A delivery stream as the stream stack deploys it."""

from typing import Any

from tests.twin.semantics.streams import STREAM


def delivery_properties(**destination: object) -> dict[str, Any]:
    """CloudFormation properties, references resolved, with changes to the S3 destination."""
    newline = {"Type": "AppendDelimiterToRecord", "Parameters": []}
    return {
        "DeliveryStreamType": "KinesisStreamAsSource",
        "KinesisStreamSourceConfiguration": {"KinesisStreamARN": STREAM, "RoleARN": "arn:aws:iam::1:role/r"},
        "ExtendedS3DestinationConfiguration": {
            "BucketARN": "arn:aws:s3:::raw",
            "RoleARN": "arn:aws:iam::1:role/r",
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1},
            "CompressionFormat": "GZIP",
            "Prefix": "events/hour=!{timestamp:HH}/",
            "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
            "ProcessingConfiguration": {"Enabled": True, "Processors": [newline]},
            **destination,
        },
    }
