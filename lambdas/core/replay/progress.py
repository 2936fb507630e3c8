"""The state that the machine hands from step to step, and the chunks in files between them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class Chunk(Struct, frozen=True):
    """One line of a part: the version of an object that an execution of a replay is to work through.

    What was overwritten expires in time; its bytes are read where they were `kept_as` a newer version.
    """

    replay: str
    execution: int
    key: str
    version: str
    arrived_at: str
    kept_as: str | None = None

    @property
    def readable(self) -> str:
        """Return the version to read it from."""
        return self.kept_as or self.version


class ReplayProgress(Struct, frozen=True, kw_only=True):
    """An execution: the `hour` to be planned next, what is planned, and the `part` that is under way.

    `sent`, `left_out` and `undone` (chunks) add up the parts that have been worked through.
    """

    replay: str
    execution: int = 0
    hour: datetime | None = None
    planned: bool = False
    chunks: int = 0
    records: int = 0
    bytes: int = 0
    parts: int = 0
    part: int = 0
    file: str = ""
    sent: int = 0
    left_out: int = 0
    undone: int = 0
    done: bool = False
    state: str = ""

    def name(self, part: int) -> str:
        """Return the key of a part: each execution has files of its own."""
        return f"replays/{self.replay}/{self.execution:04}/{part:06}.jsonl"


class Parts:
    """The files of a plan: Step Functions reads each as the items of one map."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def write(self, file: str, chunks: Iterable[Chunk]) -> None:
        """Write a part; the same part always goes under the same key."""
        body = msgspec.json.Encoder().encode_lines(list(chunks))
        self._s3.put_object(Bucket=self._bucket, Key=file, Body=body)

    def read(self, file: str) -> Sequence[Chunk]:
        """Read it back."""
        body = self._s3.get_object(Bucket=self._bucket, Key=file)["Body"].read()
        return msgspec.json.Decoder(Chunk).decode_lines(body)
