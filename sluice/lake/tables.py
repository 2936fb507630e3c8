"""The deployed tables, held against those that are declared here."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lake.evolution import SchemaBroken, SchemaChange, changes
from lake.schema import Partition, Table, TableField, Transform, Type

if TYPE_CHECKING:
    from types_boto3_glue import GlueClient
    from types_boto3_s3 import S3Client


class LiveTables:
    """The Iceberg tables of a database, by the metadata that the catalog points at."""

    def __init__(self, glue: "GlueClient", s3: "S3Client", database: str) -> None:
        self._glue = glue
        self._s3 = s3
        self._database = database

    def differences(self, declared: Sequence[Table]) -> Iterator[str]:
        """Yield a line for each difference."""
        for table in declared:
            try:
                yield from map(_told, changes([live(table, self._metadata(table.name))], [table]))
            except SchemaBroken as broken:
                yield str(broken)

    def _metadata(self, table: str) -> Any:  # noqa: ANN401 (JSON)
        try:
            found = self._glue.get_table(DatabaseName=self._database, Name=table)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            raise SchemaBroken(f"{table}: isn't there") from None
        if not (place := found.get("Parameters", {}).get("metadata_location")):
            raise SchemaBroken(f"{table}: is no Iceberg table any more, no engine can read it")
        url = urlsplit(place)
        return json.load(self._s3.get_object(Bucket=url.netloc, Key=url.path.lstrip("/"))["Body"])


def live(declared: Table, metadata: Any) -> Table:  # noqa: ANN401 (JSON)
    """Return a table as its metadata has it, which knows no keys; raise SchemaBroken for what isn't declared.

    https://iceberg.apache.org/spec/#table-metadata
    """
    schema = _current(metadata["schemas"], "schema-id", metadata["current-schema-id"])
    spec = _current(metadata["partition-specs"], "spec-id", metadata["default-spec-id"])
    names = {field["id"]: field["name"] for field in schema["fields"]}
    if schema.get("identifier-field-ids"):
        raise SchemaBroken(f"{declared.name}: has identifier fields, with which Spark can't merge into it")
    return Table(
        name=declared.name,
        doc="",
        key=declared.key,
        partitions=[
            _partition(declared.name, names[each["source-id"]], each["transform"]) for each in spec["fields"]
        ],
        fields=[_field(declared.name, **each) for each in schema["fields"]],
    )


def _partition(table: str, field: str, transform: str) -> Partition:
    if transform not in list(Transform):
        raise SchemaBroken(f"{table}: is partitioned by {transform} of {field}, as no declared table is")
    return Partition(field=field, transform=Transform(transform))


def _field(table: str, *, id: int, name: str, type: str, required: bool, **_: object) -> TableField:  # noqa: A002
    if type not in list(Type):
        raise SchemaBroken(f"{table}.{name}: is a {type}, as no declared column is")
    return TableField(id=id, name=name, type=Type(type), required=required, doc="")


def _current(versions: Any, number: str, current: int) -> Any:  # noqa: ANN401
    return next(each for each in versions if each[number] == current)


def _told(change: SchemaChange) -> str:
    where, type_ = f"{change.table}.{change.field.name}", change.field.type
    return f"{where}: is missing" if change.adds else f"{where}: is no {type_} yet"
