"""The deployed tables, held against those that are declared here."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lake.evolution import Change, SchemaBroken, changes
from lake.schema import Field, Partition, Table, Transform, Type

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
        """What is otherwise there, or not at all; a line for each."""
        for table in declared:
            try:
                yield from map(_told, changes([self._like(table)], [table]))
            except SchemaBroken as broken:
                yield str(broken)

    def _like(self, declared: Table) -> Table:
        live = read(declared.name, self._metadata(declared.name))
        # Iceberg's key is a set of columns.
        return replace(live, key=declared.key) if {*live.key} == {*declared.key} else live

    def _metadata(self, table: str) -> Any:  # noqa: ANN401 (JSON)
        try:
            found = self._glue.get_table(DatabaseName=self._database, Name=table)["Table"]
        except self._glue.exceptions.EntityNotFoundException:
            raise SchemaBroken(f"{table}: isn't there") from None
        if not (place := found.get("Parameters", {}).get("metadata_location")):
            raise SchemaBroken(f"{table}: is no Iceberg table any more, no engine can read it")
        url = urlsplit(place)
        return json.load(self._s3.get_object(Bucket=url.netloc, Key=url.path.lstrip("/"))["Body"])


def read(name: str, metadata: Any) -> Table:  # noqa: ANN401 (JSON)
    """A table as its metadata has it; raises SchemaBroken for what no declared table has.

    https://iceberg.apache.org/spec/#table-metadata
    """
    schema = _current(metadata["schemas"], "schema-id", metadata["current-schema-id"])
    spec = _current(metadata["partition-specs"], "spec-id", metadata["default-spec-id"])
    names = {field["id"]: field["name"] for field in schema["fields"]}
    return Table(
        name=name,
        doc="",
        key=[names[each] for each in schema.get("identifier-field-ids", ())],
        partitions=[_partition(name, names[each["source-id"]], each["transform"]) for each in spec["fields"]],
        fields=[_field(name, **each) for each in schema["fields"]],
    )


def _partition(table: str, field: str, transform: str) -> Partition:
    if transform not in list(Transform):
        raise SchemaBroken(f"{table}: is partitioned by {transform} of {field}, as no declared table is")
    return Partition(field=field, transform=Transform(transform))


def _field(table: str, *, id: int, name: str, type: str, required: bool, **_: object) -> Field:  # noqa: A002
    if type not in list(Type):
        raise SchemaBroken(f"{table}.{name}: is a {type}, as no declared column is")
    return Field(id=id, name=name, type=Type(type), required=required, doc="")


def _current(versions: Any, number: str, current: int) -> Any:  # noqa: ANN401
    return next(each for each in versions if each[number] == current)


def _told(change: Change) -> str:
    where, type_ = f"{change.table}.{change.field.name}", change.field.type
    return f"{where}: is missing" if change.adds else f"{where}: is no {type_} yet"
