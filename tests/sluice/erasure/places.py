"""Every place of an environment that keeps records, filled with some, and searched for traces."""

import gzip
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import boto3

from contracts.claim_check import ClaimedObject, encode_claim
from domain import EVENT
from lambdas.core.raw import encode_line, hour_prefix, read_records
from sluice.erasure.versions import VersionedBucket
from twin.semantics.batches import Discarded
from twin.semantics.failures import MappingIdentity, invocation_record, object_key
from twin.semantics.records import StreamRecord

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
BUCKETS = ("raw", "quarantine", "failures", "landing")
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:inventory"


def keep_versions() -> None:
    """Let every bucket keep its versions, as deployed ones do."""
    for bucket in BUCKETS:
        boto3.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def put(bucket: str, key: str, body: bytes) -> str:
    """Put an object; its key."""
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
    return key


def archive(*records: bytes, name: str = "a") -> str:
    """Put records into an object of raw of the current hour, as Firehose does; its key."""
    return put("raw", f"{hour_prefix(NOW)}{name}.gz", gzip.compress(b"".join(map(encode_line, records))))


def claim(payload: bytes) -> bytes:
    """Put a payload where claims lie; the record that stands for it."""
    event_id, partition = EVENT.payload_fields(json.loads(payload))
    digest = sha256(payload).hexdigest()
    key = put("raw", f"claims/{event_id}/{digest}.json", payload)
    return encode_claim(EVENT, str(event_id), str(partition), ClaimedObject(key, digest, len(payload)))


def give_up(*records: bytes, partition_key: str = "367") -> str:
    """Put a batch into the failure archive, as Lambda does; its key."""
    at = NOW.timestamp()
    held = tuple(StreamRecord("shardId-0", str(n), partition_key, at, each) for n, each in enumerate(records))
    identity = MappingIdentity("0f6e", "arn:aws:kinesis:eu-west-1:111122223333:stream/sales", ARN, "role")
    document = invocation_record(
        Discarded(held, "RetryAttemptsExhausted", 3, "Unhandled"), identity, at, "7a1d"
    )
    return put("failures", object_key(identity, "shardId-0", at, "b"), json.dumps(document).encode())


def set_aside(*records: bytes) -> str:
    """Put what Firehose could not have transformed; its key."""
    at = int(NOW.timestamp() * 1000)
    said = {"attemptsMade": 4, "arrivalTimestamp": at, "attemptEndingTimestamp": at, "errorCode": "Lambda.X"}
    documents = (json.dumps(said | {"rawData": b64encode(each).decode()}) for each in records)
    key = f"errors/processing-failed/{NOW:year=%Y/month=%m/day=%d/hour=%H}/a"
    return put("raw", key, "".join(documents).encode())


def land(body: bytes, name: str = "sales/367/2017-03-01.csv", *, answered: bool = True) -> str:
    """Put a store's file, and the answer to it; its key."""
    if answered:
        put("landing", f"receipts/{name}/1.json", b"{}")
    return put("landing", name, body)


def everything() -> Iterator[tuple[str, bytes]]:
    """Yield every version of every object: where it lies, and its bytes, also unpacked and decoded."""
    for bucket in BUCKETS:
        for each in VersionedBucket(boto3.client("s3"), bucket).versions(""):
            body = gzip.decompress(each.body) if each.body.startswith(b"\x1f\x8b") else each.body
            yield f"{bucket}/{each.key}", body + b"\n" + b"\n".join(_decoded(body))


def traces(mark: bytes) -> list[str]:
    """Return where a mark still is."""
    return [where for where, body in everything() if mark in body]


def current(bucket: str, key: str) -> bytes:
    """Return what lies on top."""
    return bytes(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())


def archived(key: str) -> list[bytes]:
    """Return the records of an object of raw."""
    return list(read_records(boto3.client("s3").get_object(Bucket="raw", Key=key)["Body"]))


def _decoded(body: bytes) -> Iterator[bytes]:
    """Yield every text within a document that is Base64 of another one."""
    for found in re.findall(rb"[A-Za-z0-9+/]{16,}={0,2}", body):
        try:
            yield b64decode(found, validate=True)
        except ValueError:
            continue
