"""S3 as a folder: the calls that a backfill makes, without a network between."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

BUCKETS = ("history", "quarantine", "raw")


@dataclass(frozen=True)
class DirectoryS3:
    """Buckets are folders. A boto3 client costs about 330 µs of CPU a call on top (docs/benchmarks.md)."""

    root: Path

    def get_paginator(self, _operation: str) -> "DirectoryS3":
        """Return itself: there is one page."""
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:  # noqa: N803 (boto3's)
        """Yield all that lies below a prefix."""
        folder = self.root / Bucket
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        keys = ((str(path.relative_to(folder)), path.stat().st_size) for path in paths)
        found = [{"Key": key, "Size": size, "ETag": "etag"} for key, size in keys if key.startswith(Prefix)]
        yield {"Contents": found}

    def get_object(self, *, Bucket: str, Key: str, Range: str = "", **_: str) -> dict[str, Any]:  # noqa: N803
        """Return an object, or a range of it."""
        with (self.root / Bucket / Key).open("rb") as file:
            if not Range:
                return {"Body": io.BytesIO(file.read()), "ETag": "etag"}
            first, last = map(int, Range.removeprefix("bytes=").split("-"))
            file.seek(first)
            return {"Body": io.BytesIO(file.read(last - first + 1)), "ETag": "etag"}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **_: str) -> dict[str, Any]:  # noqa: N803
        """Write an object that isn't there; raises ClientError as S3 does."""
        path = self.root / Bucket / Key
        if path.exists():
            raise ClientError({"Error": {"Code": "PreconditionFailed", "Message": Key}}, "PutObject")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(Body)
        return {}
