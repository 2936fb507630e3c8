"""A history of a test's own, and the buckets and the stream that it goes to."""

import base64
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from jobs.backfill.child_run import ChildRun, ChildSummary
from jobs.backfill.run_limits import RunLimits
from jobs.backfill.settings import BackfillJobSettings
from jobs.backfill.sinks import RawSink
from jobs.retail.sales_history import SALES
from twin.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client

NIGHT = datetime(2026, 11, 30, 23, 15, tzinfo=UTC)
PREFIX = "history/"
SHARD = "shardId-000000000000"
Row = dict[str, Any]


@cache
def client(emulator: Emulator, service: str) -> Any:
    """Clients cost more to make than most tests to run."""
    return emulator.client(service)


def line(sequence: int, sku: str = "1082185", **changes: Any) -> Row:
    """A row of history: one receipt line of the sale of this number."""
    return {
        "store_id": "367",
        "business_day": date(2017, 3, 1),
        "register_id": "4",
        "sequence": str(sequence),
        "occurred_at": datetime(2017, 3, 1, 14, 3, tzinfo=UTC),
        "loyalty_id": "1234",
        "payment_token": "tok_paid",
        "sku": sku,
        "quantity": 2,
        "total_cents": 398,
        "retail_discount_cents": 0,
        "coupon_discount_cents": None,
        "coupon_match_discount_cents": 0,
    } | changes


def lines(*sequences: int, each: int = 2) -> list[Row]:
    """Rows of sales, some lines each."""
    return [line(sequence, str(number)) for sequence in sequences for number in range(each)]


def parquet(rows: Sequence[Row], group_rows: int = 1_000) -> bytes:
    """Write rows as Parquet."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), SALES.columns), out, row_group_size=group_rows)
    return out.getvalue()


@dataclass
class HistorySite:
    """Buckets and a stream of one test's own."""

    emulator: Emulator
    name: str = field(default_factory=lambda: f"backfill{uuid4().hex}")

    def __post_init__(self) -> None:
        here: Any = {"LocationConstraint": "eu-west-1"}
        for bucket in ("history", "raw", "quarantine"):
            self.s3.create_bucket(Bucket=self.bucket(bucket), CreateBucketConfiguration=here)
            self.s3.put_bucket_versioning(
                Bucket=self.bucket(bucket), VersioningConfiguration={"Status": "Enabled"}
            )

    @property
    def s3(self) -> "S3Client":
        """The emulator's S3."""
        found: S3Client = client(self.emulator, "s3")
        return found

    @property
    def kinesis(self) -> "KinesisClient":
        """The emulator's Kinesis, with a stream of this name."""
        found: KinesisClient = client(self.emulator, "kinesis")
        if self.name not in found.list_streams(Limit=10_000)["StreamNames"]:
            found.create_stream(StreamName=self.name, ShardCount=1)
        return found

    def bucket(self, what: str) -> str:
        """The name of a bucket."""
        return f"{what}-{self.name}"[:63]

    def upload(self, name: str, body: bytes) -> None:
        """Put a file into the history."""
        self.s3.put_object(Bucket=self.bucket("history"), Key=PREFIX + name, Body=body)

    def variables(self, **changes: str) -> dict[str, str]:
        """What the job definition sets."""
        return {
            "HISTORY_BUCKET": self.bucket("history"),
            "HISTORY_PREFIX": PREFIX,
            "RAW_BUCKET": self.bucket("raw"),
            "OLDEST_DAY": "2017-01-01",
            "OLDEST_HISTORY_DAY": "2010-01-01",
            "QUARANTINE_BUCKET": self.bucket("quarantine"),
            "STREAM": self.name,
            "METRICS_NAMESPACE": self.name,
            "MODE": "raw",
            "EVENTS_A_SECOND": "1000",
            "OFF_PEAK_HOURS": "0-0",
            "CHUNK_EVENTS": "3",
            "CHUNK_ROWS": "8",
            "ARRAY_SIZE": "1",
            "EVENTS_A_DAY": "1000",
            "VCPU": "1",
            "MEMORY_MEBIBYTES": "2048",
        } | changes

    def settings(self, **changes: str) -> BackfillJobSettings:
        """The same as settings."""
        return BackfillJobSettings.from_environment(self.variables(**changes))

    def child(self, now: datetime = NIGHT, **changes: str) -> ChildRun:
        """A child of the array that is about to run."""
        settings = self.settings(**changes)
        return ChildRun(self.s3, settings, SALES, RawSink, RunLimits(settings.window, lambda: now))

    def run(self, now: datetime = NIGHT, **changes: str) -> ChildSummary:
        """Run a child to its end."""
        return self.child(now, **changes).run()

    def objects(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        """What lies in a bucket, by its key."""
        listed = self.s3.list_objects_v2(Bucket=self.bucket(bucket), Prefix=prefix).get("Contents", ())
        return {
            each["Key"]: self.s3.get_object(Bucket=self.bucket(bucket), Key=each["Key"])["Body"].read()
            for each in listed
        }

    def versions(self) -> list[tuple[str, str]]:
        """Every version of the raw bucket."""
        listed = self.s3.list_object_versions(Bucket=self.bucket("raw")).get("Versions", ())
        return sorted((each["Key"], each["VersionId"]) for each in listed)

    def records(self) -> list[bytes]:
        """The records of the raw archive, in the order of its keys."""
        found = self.objects("raw", "events/").values()
        return [record for body in found for record in gzip.decompress(body).splitlines()]

    def sold(self) -> list[str]:
        """The numbers of the sales in raw, sorted."""
        return sorted((json.loads(each)["sale_id"].rpartition("/")[2] for each in self.records()), key=int)

    def refused(self) -> list[Mapping[str, Any]]:
        """What lies in quarantine, its data as it was."""
        found = [
            json.loads(each) for body in self.objects("quarantine").values() for each in body.splitlines()
        ]
        return [each | {"data": base64.b64decode(each["data"])} for each in found]

    def streamed(self) -> list[bytes]:
        """What the stream took."""
        iterator = self.kinesis.get_shard_iterator(
            StreamName=self.name, ShardId=SHARD, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        return [each["Data"] for each in self.kinesis.get_records(ShardIterator=iterator)["Records"]]
