"""A lake in an emulator: raw and curated buckets, empty tables, and the jobs' own engine for tests."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import parse_transform
from pyiceberg.types import NestedField

from jobs import raw
from jobs.raw import RawObject
from lake.schema import Table
from lake.tables import TABLES
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

HOUR = "sales/year=2017/month=03/day=01/hour=15"
LOCATION = {"LocationConstraint": "eu-west-1"}


@dataclass
class Place:
    """A database and buckets of one test's own."""

    emulator: Emulator
    name: str = field(default_factory=lambda: f"t{uuid4().hex}")
    _numbers: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        for bucket in (self.raw, self.curated):
            self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=LOCATION)  # type: ignore[typeddict-item]
        versioned = {"Status": "Enabled"}
        self.s3.put_bucket_versioning(Bucket=self.raw, VersioningConfiguration=versioned)  # type: ignore[arg-type]
        create_tables(self.emulator.endpoint, self.name, self.curated)

    @property
    def s3(self) -> "S3Client":
        """The emulator's S3."""
        client: S3Client = self.emulator.client("s3")
        return client

    @property
    def raw(self) -> str:
        """The raw bucket."""
        return f"{self.name}-raw"

    @property
    def curated(self) -> str:
        """The bucket of the tables."""
        return f"{self.name}-curated"

    def lake(self) -> DuckLake:
        """A run's own view of the tables."""
        return DuckLake(self.emulator.endpoint, self.name)

    def archive(self, *records: bytes, hour: str = HOUR) -> None:
        """Write an object as Firehose does."""
        body = gzip.compress(b"".join(record + b"\n" for record in records))
        self.s3.put_object(Bucket=self.raw, Key=f"{hour}/{next(self._numbers):04}.gz", Body=body)

    def archived(self) -> list[RawObject]:
        """All that was archived."""
        return raw.listed(self.s3, self.raw, raw_beginning())


def raw_beginning() -> Any:
    """Before the first object."""
    from jobs.curate import BEGINNING

    return BEGINNING


def create_tables(endpoint: str, database: str, bucket: str) -> None:
    """Create the declared tables, empty."""
    to = catalog(endpoint)
    to.create_namespace(database)
    for table in TABLES:
        to.create_table(
            (database, table.name),
            schema(table),
            location=f"s3://{bucket}/{table.name}",
            partition_spec=partitions(table),
        )


def schema(table: Table) -> Schema:
    """The declared columns in Iceberg's own words."""
    return Schema(
        *(
            NestedField(field_id=each.id, name=each.name, field_type=str(each.type), required=each.required)
            for each in table.fields
        )
    )


def partitions(table: Table) -> PartitionSpec:
    """The declared partitions in Iceberg's own words."""
    parts: Sequence[PartitionField] = [
        PartitionField(table[each.field].id, 1_000 + number, parse_transform(str(each.transform)), each.name)
        for number, each in enumerate(table.partitions)
    ]
    return PartitionSpec(*parts)
