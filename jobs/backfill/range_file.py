"""An S3 object as a file that can be read anywhere, one range a request."""

import io
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from jobs.backfill.faults import TemporaryFault

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import GetObjectOutputTypeDef

CHANGED = ("PreconditionFailed", "412")


class RangeFile(io.RawIOBase):
    """Reads exactly the version that was listed: one with another ETag is a fault."""

    def __init__(self, s3: "S3Client", bucket: str, key: str, etag: str, size: int) -> None:
        super().__init__()
        self._s3, self._bucket, self._key, self._etag, self._size = s3, bucket, key, etag, size
        self._at = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place, as other files do."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = origin + offset
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def size(self) -> int:
        """Return the bytes that there are; pyarrow asks for it."""
        return self._size

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes, none at the end."""
        left = self._size - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted <= 0:
            return b""
        found = open_object(
            self._s3, self._bucket, self._key, self._etag, f"bytes={self._at}-{self._at + wanted - 1}"
        )
        data = found["Body"].read()
        self._at += len(data)
        return data


def open_object(
    s3: "S3Client", bucket: str, key: str, etag: str, range_: str = ""
) -> "GetObjectOutputTypeDef":
    """Return an object, or a range of it, if it is still the one that was listed."""
    options = {"Range": range_} if range_ else {}
    try:
        return s3.get_object(Bucket=bucket, Key=key, IfMatch=etag, **options)  # type: ignore[arg-type]
    except ClientError as error:
        if error.response["Error"]["Code"] in CHANGED:
            raise TemporaryFault(f"s3://{bucket}/{key} was replaced while it was read: run again") from None
        raise
