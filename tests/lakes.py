"""A lake of a test's own: a raw bucket, the declared tables, empty, and the twin's engine for jobs.

An emulator has the archive and the tables' entries; the tables' files are on the disk, which is quicker.
"""

import gzip
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pyiceberg.catalog import Catalog
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import Table as Stored
from pyiceberg.transforms import parse_transform
from pyiceberg.types import NestedField

from domain.lake import LAKE
from jobs import raw
from jobs.lake import Lake
from jobs.raw import BEGINNING, RawObject
from lake.schema import Table
from lake.views.athena import definition
from twin.emulator import Emulator
from twin.lake.catalog import catalog
from twin.lake.duck import DuckLake
from twin.loopback import REGION, client

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

HERE: Any = {"LocationConstraint": REGION}
HOUR = "events/year=2017/month=03/day=01/hour=15"

connected = cache(client)
_engine = cache(lambda endpoint: DuckLake(endpoint, ""))


@dataclass
class Place:
    """A raw bucket and a database of the same name."""

    emulator: Emulator
    directory: Path
    name: str = field(default_factory=lambda: f"lake{uuid4().hex}")
    like: "Place | None" = None
    files_in_s3: bool = False
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=HERE)
        self.s3.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})
        if self.like:
            self._copy(self.like)
        else:
            where = "s3:/" if self.files_in_s3 else f"file://{self.directory}"
            create_tables(self.catalog, self.name, f"{where}/{self.name}")
        create_views(self.catalog, self.name)

    @property
    def s3(self) -> "S3Client":
        """The emulator's S3."""
        found: S3Client = connected("s3", self.emulator.endpoint)
        return found

    @property
    def catalog(self) -> GlueCatalog:
        """The tables as any reader finds them."""
        return catalog(self.emulator.endpoint)

    def stored(self, table: Table) -> Stored:
        """A table as it is now, in Iceberg's own terms."""
        return self.catalog.load_table((self.name, table.name))

    def copied(self) -> "Place":
        """Another with the same rows, and with an archive of its own, empty."""
        return Place(self.emulator, self.directory, like=self)

    def _copy(self, other: "Place") -> None:
        self.catalog.create_namespace(self.name)
        for table in LAKE.every_table:
            self.catalog.register_table((self.name, table.name), other.stored(table).metadata_location)

    def lake(self) -> DuckLake:
        """A run's own view of the tables."""
        # A client takes longer to make than most tests take.
        run = copy(_engine(self.emulator.endpoint))
        run._database = self.name
        run.refresh()
        return run

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """What a reader sees now."""
        return self.lake().rows(sql)

    def archive(self, *records: bytes, hour: str = HOUR, name: str = "") -> None:
        """Write an object as Firehose does; under a name that exists it is its next version."""
        body = gzip.compress(b"".join(record + b"\n" for record in records))
        key = f"{hour}/{name or f'{next(self._numbers):04}'}.gz"
        self.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def archived(self) -> list[RawObject]:
        """All that was archived, in the order of its names."""
        return raw.list_versions(self.s3, self.name, BEGINNING)


def fill(lake: Lake, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows into a table; columns that they lack are empty."""
    columns = {each.name: each.type for each in table.fields}
    lake.table("filled", [{**dict.fromkeys(columns), **each} for each in rows], columns)
    return lake.insert(table, "filled")


def create_tables(
    to: Catalog, database: str, location: str, properties: Mapping[str, str] | None = None
) -> None:
    """Create the declared tables, empty, each in a folder of its own."""
    to.create_namespace(database)
    for table in LAKE.every_table:
        to.create_table(
            (database, table.name),
            schema(table),
            location=f"{location}/{table.name}",
            partition_spec=partitions(table),
            properties=dict(properties or {}),
        )


def create_views(to: GlueCatalog, database: str) -> None:
    """Create the declared views, as the stack does."""
    for view in LAKE.views:
        query = b64encode(definition(view, database).encode()).decode()
        to.glue.create_table(
            DatabaseName=database,
            TableInput={
                "Name": view.name,
                "TableType": "VIRTUAL_VIEW",
                "ViewOriginalText": f"/* Presto View: {query} */",
            },
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
