"""The history in its bucket: its files, by the format that their names end in."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jobs.backfill.faults import BadHistory

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

UNREAD = ("_", ".")
"""What other programs leave beside their data, such as _SUCCESS."""


class Format(StrEnum):
    """How rows are written."""

    PARQUET = "parquet"
    CSV = "csv"
    JSON_LINES = "jsonl"


ENDINGS = {
    ".parquet": Format.PARQUET,
    ".csv": Format.CSV,
    ".csv.gz": Format.CSV,
    ".jsonl": Format.JSON_LINES,
    ".jsonl.gz": Format.JSON_LINES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFile:
    """A file as it was listed: another upload under its key has another ETag."""

    bucket: str
    key: str
    etag: str
    size: int

    @property
    def url(self) -> str:
        """Return where it lies."""
        return f"s3://{self.bucket}/{self.key}"

    @property
    def is_gzip(self) -> bool:
        """Say whether its name says so."""
        return self.key.endswith(".gz")

    @property
    def format(self) -> Format:
        """Return the format that its name says; raises BadHistory for any other name."""
        for ending, format_ in ENDINGS.items():
            if self.key.endswith(ending):
                return format_
        raise BadHistory(f"{self.url}: its name ends in none of {', '.join(ENDINGS)}: rename or remove it")


def list_history(s3: "S3Client", bucket: str, prefix: str) -> list[HistoryFile]:
    """Return the files below a prefix by name; raises BadHistory if there are none."""
    if not (files := list(_files(s3, bucket, prefix))):
        raise BadHistory(f"s3://{bucket}/{prefix} holds no history: upload files, such as 2017.parquet")
    return files


def _files(s3: "S3Client", bucket: str, prefix: str) -> Iterator[HistoryFile]:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for each in page.get("Contents", ()):
            name = each["Key"].rpartition("/")[2]
            if name and not name.startswith(UNREAD):
                yield HistoryFile(bucket=bucket, key=each["Key"], etag=each["ETag"], size=each["Size"])
