"""The AWS clients that the movers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.plane.queues import Queues

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Clients:
    """`functions` must not repeat a call by itself: each invocation is the mapping's to count."""

    kinesis: KinesisClient
    table_streams: Any
    functions: LambdaClient
    s3: S3Client
    cloudwatch: CloudWatchClient
    queues: Queues
