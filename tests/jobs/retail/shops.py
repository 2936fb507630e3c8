"""A landing bucket and a stream in an emulator, and the job that stands between them."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from demo.retail.store_files import Landed, upload
from jobs.lake import Lake
from jobs.retail.ingest_store_files import main
from jobs.retail.landing.receipts import FileOutcome, Receipt, decode
from twin.emulator import Emulator

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_s3 import S3Client

SHARD = "shardId-000000000000"
NOTHING = dict.fromkeys(FileOutcome, 0)
OTHER = "sales/367/again.csv"


@cache
def _client(emulator: Emulator, service: str) -> Any:
    """Clients cost more to make than most tests to run."""
    return emulator.client(service)


@dataclass
class Shop:
    """A bucket and a stream of one test's own."""

    emulator: Emulator
    name: str = field(default_factory=lambda: f"shop{uuid4().hex}")

    def __post_init__(self) -> None:
        here: Any = {"LocationConstraint": "eu-west-1"}
        self.s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=here)
        self.s3.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})
        self._kinesis.create_stream(StreamName=self.name, ShardCount=1)

    @property
    def s3(self) -> "S3Client":
        """The emulator's S3."""
        client: S3Client = _client(self.emulator, "s3")
        return client

    @property
    def _kinesis(self) -> "KinesisClient":
        client: KinesisClient = _client(self.emulator, "kinesis")
        return client

    def drop(self, *files: Landed) -> None:
        """Upload files, each with its manifest after it."""
        for each in files:
            upload(self.s3, self.name, each)

    def put(self, key: str, body: bytes) -> None:
        """Upload anything."""
        self.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def run(self, *more: str, lake: Lake | None = None) -> Counter[Any]:
        """Run the job as Glue does."""
        settings = ("--LANDING_BUCKET", self.name, "--STREAM", self.name, "--METRICS_NAMESPACE", self.name)
        bounds = ("--OLDEST_DAY", "2017-01-01", "--OLDEST_HISTORY_DAY", "2010-01-01")
        return main([*settings, *bounds, "--DATABASE", self.name, "--JOB_NAME", "ingest", *more], lake)

    def receipts(self, file: str = "") -> list[Receipt]:
        """What was answered, to all files or to one, the oldest answer first."""
        read = [decode(self.read(key)) for key in self.keys(f"receipts/{file}")]
        return sorted(read, key=lambda receipt: receipt.answered_at)

    def receipt(self, file: str) -> dict[str, Any]:
        """The only answer to a file, as its sender sees it."""
        [key] = self.keys(f"receipts/{file}/")
        seen: dict[str, Any] = json.loads(self.read(key))
        return seen

    def keys(self, prefix: str) -> list[str]:
        """What lies under a prefix."""
        listed = self.s3.list_objects_v2(Bucket=self.name, Prefix=prefix)
        return [each["Key"] for each in listed.get("Contents", ())]

    def read(self, key: str) -> bytes:
        """An object's bytes."""
        return self.s3.get_object(Bucket=self.name, Key=key)["Body"].read()

    def records(self) -> list[bytes]:
        """What the stream took."""
        iterator = self._kinesis.get_shard_iterator(
            StreamName=self.name, ShardId=SHARD, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        read = self._kinesis.get_records(ShardIterator=iterator, Limit=10_000)
        return [each["Data"] for each in read["Records"]]

    def counted(self, metric: str) -> float:
        """How often something was counted."""
        now = datetime.now(UTC)
        found = _client(self.emulator, "cloudwatch").get_metric_statistics(
            Namespace=self.name,
            MetricName=metric,
            Dimensions=[{"Name": "service", "Value": "lake"}],
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(hours=1),
            Period=7_200,
            Statistics=["Sum"],
        )
        return float(sum(each["Sum"] for each in found["Datapoints"]))
