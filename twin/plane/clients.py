"""The AWS clients that the movers share, for one endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_s3 import S3Client

CONNECTIONS = 32
LONGEST_FUNCTION = 900


@dataclass(frozen=True, slots=True)
class Clients:
    kinesis: KinesisClient
    functions: LambdaClient
    s3: S3Client

    @classmethod
    def at(cls, endpoint: str | None, session: boto3.Session) -> Self:
        """Clients of one endpoint; an invocation is never repeated behind the mapping's back."""
        config = Config(max_pool_connections=CONNECTIONS, s3={"addressing_style": "path"})
        once = config.merge(Config(read_timeout=LONGEST_FUNCTION + 60, retries={"total_max_attempts": 1}))
        return cls(
            kinesis=session.client("kinesis", endpoint_url=endpoint, config=config),
            functions=session.client("lambda", endpoint_url=endpoint, config=once),
            s3=session.client("s3", endpoint_url=endpoint, config=config),
        )
