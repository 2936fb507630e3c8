"""The AWS clients that the movers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from twin.plane.queues import Queues

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_cloudwatch import CloudWatchClient
    from types_boto3_kinesis import KinesisClient
    from types_boto3_lambda import LambdaClient
    from types_boto3_s3 import S3Client

    from twin.permissions.authorizer import Principal


@dataclass(frozen=True, slots=True)
class PlaneClients:
    """`functions` must not repeat a call by itself: each invocation is the mapping's to count.

    `access` gives the clients whose calls are evaluated as a principal's; a cloud that evaluates none has no
    need of it.
    """

    kinesis: KinesisClient
    table_streams: Any
    functions: LambdaClient
    s3: S3Client
    cloudwatch: CloudWatchClient
    queues: Queues
    access: Callable[[Principal], PlaneClients] | None = None

    def acting_as(self, principal: Principal) -> PlaneClients:
        """Return the clients with which a service does something in a principal's name."""
        return self.access(principal) if self.access else self
