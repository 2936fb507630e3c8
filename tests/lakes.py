"""A lake of a test's own: a raw bucket, the declared tables, empty, and the twin's engine for jobs.

The tables' entries are in MiniStack's Glue catalog; their files are on this machine's disk.
"""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.session import get_session
from ministack.services import glue, s3
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import Table as Stored
from pyiceberg.transforms import parse_transform
from pyiceberg.types import NestedField

from jobs import raw
from jobs.curate import BEGINNING
from jobs.raw import RawObject
from lake.schema import Table
from lake.tables import TABLES
from tests.emulated import answer
from twin.emulator import Emulator
from twin.lake.duck import DuckLake
from twin.loopback import ACCOUNT, REGION

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_s3 import S3Client

HERE: Any = {"LocationConstraint": REGION}
HOUR = "sales/year=2017/month=03/day=01/hour=15"


@dataclass(frozen=True)
class Clients:
    """Where the raw bucket and the tables' entries are."""

    s3: "S3Client"
    glue: "GlueClient"


@cache
def in_process() -> Clients:
    """MiniStack inside the test's process."""
    return Clients(*(_client(service) for service in (s3, glue)))


def served(emulator: Emulator) -> Clients:
    """MiniStack as other processes see it too."""
    return Clients(emulator.client("s3"), emulator.client("glue"))


def _client(service: Any) -> Any:
    name = service.__name__.rpartition(".")[2]
    client = get_session().create_client(
        name, REGION, endpoint_url="http://127.0.0.1:9", aws_access_key_id=ACCOUNT, aws_secret_access_key="-"
    )
    client.meta.events.register(f"before-send.{name}", partial(answer, service))
    return client


class Engine(DuckLake):
    """The twin's own, over these clients."""

    def __init__(self, clients: Clients, database: str) -> None:
        self._catalog, self._database = GlueCatalog("lake", client=clients.glue), database
        self._s3 = clients.s3
        self.refresh()


@dataclass
class Place:
    """A raw bucket and a database of the same name."""

    clients: Clients
    directory: Path
    name: str = field(default_factory=lambda: f"lake{uuid4().hex}")
    _numbers: Iterable[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        s3 = self.clients.s3
        s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=HERE)
        s3.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})
        create_tables(self.catalog, self.name, f"file://{self.directory}/{self.name}")

    @property
    def catalog(self) -> Catalog:
        """The tables as any reader finds them."""
        return GlueCatalog("lake", client=self.clients.glue)

    def stored(self, table: Table) -> Stored:
        """A table as it is now, in Iceberg's own terms."""
        return self.catalog.load_table((self.name, table.name))

    def lake(self) -> Engine:
        """A run's own view of the tables."""
        return Engine(self.clients, self.name)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """What a reader sees now."""
        return self.lake().rows(sql)

    def archive(self, *records: bytes, hour: str = HOUR, name: str = "") -> None:
        """Write an object as Firehose does; under a name that exists it is its next version."""
        body = gzip.compress(b"".join(record + b"\n" for record in records))
        key = f"{hour}/{name or f'{next(iter(self._numbers)):04}'}.gz"
        self.clients.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def archived(self) -> list[RawObject]:
        """All that was archived, in the order of its names."""
        return raw.listed(self.clients.s3, self.name, BEGINNING)


def create_tables(
    to: Catalog, database: str, location: str, properties: Mapping[str, str] | None = None
) -> None:
    """Create the declared tables, empty, each in a folder of its own."""
    to.create_namespace(database)
    for table in TABLES:
        to.create_table(
            (database, table.name),
            schema(table),
            location=f"{location}/{table.name}",
            partition_spec=partitions(table),
            properties=dict(properties or {}),
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
