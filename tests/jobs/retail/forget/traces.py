"""Whatever a bucket still says of somebody, in every version of every object, whatever wraps it."""

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

KEPT_OF_A_BOUND = 15
"""Manifests cut a column's least and greatest text to 16 characters, the last of which may be another."""
NUMBER = re.compile(rb"[\x80-\xff]*[\x00-\x7f]")


def traces(s3: "S3Client", bucket: str, marks: Sequence[str], prefix: str = "") -> set[str]:
    """Name the objects that hold one of these texts in any version, or what a manifest keeps of it."""
    sought = [mark[:KEPT_OF_A_BOUND].encode() for mark in marks]
    return {
        key
        for key, version in versions(s3, bucket, prefix)
        if any(mark in text for text in _texts(s3, bucket, key, version) for mark in sought)
    }


def versions(s3: "S3Client", bucket: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the key and the version of all that was ever written and can be read."""
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for each in page.get("Versions", ()):
            yield each["Key"], each["VersionId"]


def _texts(s3: "S3Client", bucket: str, key: str, version: str) -> Iterator[bytes]:
    """Yield an object as it is, and what it holds if it is compressed."""
    body = s3.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read()
    yield body
    if key.endswith(".parquet"):
        yield repr(pq.read_table(io.BytesIO(body)).to_pydict()).encode()
    if key.endswith(".avro"):
        yield from _blocks(body)


def _blocks(body: bytes) -> Iterator[bytes]:
    """Yield what an Avro file holds (https://avro.apache.org/docs/1.11.1/specification/#object-container-files)."""
    compressed = b"deflate" in body[:20_000]
    for block in body.split(body[-16:])[1:-1]:
        count = NUMBER.match(block)
        size = NUMBER.match(block, count.end()) if count else None
        assert size
        yield zlib.decompress(block[size.end() :], -zlib.MAX_WBITS) if compressed else block[size.end() :]
