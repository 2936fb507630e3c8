"""Takes one file as the job does, in a process of its own, and says how much memory that took at most.

S3 and Kinesis are stand-ins that keep nothing, and so is the lake: what is measured is the job's own process,
with its interpreter and all that it imports.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from jobs.retail.landing.bucket import Landing
from jobs.retail.landing.intake import Intake
from jobs.retail.landing.manifest import Announcement
from producer import Producer
from tests.lambdas.sales import BOUNDS

ARRIVED = datetime(2017, 12, 23, tzinfo=UTC)


class OneFile:
    """S3 with a file, its manifest, and nothing else; what is written is gone."""

    def __init__(self, key: str, body: Path, rows: int) -> None:
        self._key, self._body = key, body
        with body.open("rb") as opened:
            digest = sha256()
            while block := opened.read(1 << 20):
                digest.update(block)
        said = {"rows": rows, "bytes": body.stat().st_size, "sha256": digest.hexdigest(), "sum": 0}
        self._manifest = json.dumps(said).encode()

    def get_object(self, *, Key: str, **_: object) -> dict[str, Any]:  # noqa: N803 (boto3's)
        """Return the one or the other, as boto3 does: not yet read."""
        if Key == self._key:
            return {"Body": StreamingBody(self._body.open("rb"), self._body.stat().st_size)}
        if Key == f"{self._key}.manifest.json":
            return {"Body": StreamingBody(BytesIO(self._manifest), len(self._manifest))}
        raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")

    def list_object_versions(self, **_: object) -> dict[str, Any]:
        """List the file."""
        return {"Versions": [{"Key": self._key, "VersionId": "1", "Size": self._body.stat().st_size}]}

    def get_paginator(self, _: str) -> "OneFile":
        """List no answers."""
        return self

    def paginate(self, **_: object) -> Iterator[dict[str, Any]]:
        """Yield no page."""
        return iter(())


class OpenStream:
    """Kinesis that takes everything."""

    def put_records(self, *, Records: Sequence[object], **_: object) -> dict[str, Any]:  # noqa: N803 (boto3's)
        """Take them."""
        return {"Records": [{"SequenceNumber": "1", "ShardId": "0"}] * len(Records)}


class Forgetting:
    """A lake that keeps no rows, where Spark has them in the JVM."""

    def table(self, _name: str, rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Any]) -> None:
        """Make of the rows what Spark is given, and forget it."""
        assert [tuple(row[column] for column in columns) for row in rows]

    def refresh(self) -> None:
        """Do nothing."""

    def view(self, _name: str, _sql: str) -> None:
        """Do nothing."""

    def upsert(self, _table: object, _view: str) -> int:
        """Write nothing."""
        return 0


def main(key: str, body: str, rows: str) -> None:
    """Take the file, and print what became of it and the most memory that it took."""
    s3: Any = OneFile(key, Path(body), int(rows))
    lake: Any = Forgetting()
    kinesis: Any = OpenStream()
    intake = Intake(Landing(s3, "landing"), lambda: lake, lambda: ARRIVED, BOUNDS.oldest_day)
    with TemporaryDirectory() as directory:
        spool = Path(directory) / "spool"
        with Producer("stream", kinesis=kinesis, spool=spool, report=lambda _: None) as outbox:
            receipt = intake.answer(Announcement(key, "1", ARRIVED), outbox.send).receipt
            waiting = outbox.flush()
    told = next((each.code for each in receipt.problems), None)
    assert not waiting
    print(json.dumps([told or receipt.outcome, peak_mebibytes()]))


def peak_mebibytes() -> float:
    """Return the highest resident set so far; that of getrusage is inherited from who started the process.

    https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    status = Path("/proc/self/status").read_text().splitlines()
    [peak] = (line.split()[1] for line in status if line.startswith("VmHWM:"))
    return int(peak) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
