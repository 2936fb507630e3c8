"""Writes what a mapping gives up to its S3 failure destination."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from twin.semantics.failures import invocation_record, object_key

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

    from twin.semantics.batches import Discarded
    from twin.semantics.failures import MappingIdentity
    from twin.semantics.mapping_settings import OnFailure


@dataclass(frozen=True, slots=True)
class FailureWriter:
    """Without a destination, discarded records are lost, as on AWS."""

    s3: S3Client
    destination: OnFailure | None
    identity: MappingIdentity

    def write(self, discarded: Discarded, now: float) -> str | None:
        """Return the key of the written object."""
        if self.destination is None:
            return None
        key = object_key(self.identity, discarded.records[0].shard_id, now, str(uuid4()))
        document = invocation_record(discarded, self.identity, now, request_id=str(uuid4()))
        self.s3.put_object(Bucket=self.destination.bucket, Key=key, Body=json.dumps(document).encode())
        return key
