"""The schemas as they were released: a file of a folder for each release, which nobody edits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lake.evolution import SchemaChange, changes
from lake.schema import Partition, Table, TableField, Transform, Type

Tables = Sequence[Table]


def read_releases(directory: Path) -> list[Tables]:
    """Return every release's tables, the oldest first; what is said of columns in words is not released."""
    return [parse_release(path.read_text()) for path in sorted(directory.glob("*.json"))]


def release(tables: Tables, directory: Path) -> Path | None:
    """Write the next release, if there is something to release; raise SchemaBroken."""
    before = read_releases(directory)
    if before and release_text(before[-1]) == release_text(tables):
        return None
    unreleased_changes(tables, directory)
    path = directory / f"{len(before) + 1:04}.json"
    path.write_text(release_text(tables))
    return path


def unreleased_changes(tables: Tables, directory: Path) -> list[SchemaChange]:
    """Return what the newest release lacks; raise SchemaBroken."""
    before = read_releases(directory)
    return changes(before[-1], tables) if before else []


def release_text(tables: Tables) -> str:
    """Return tables as a release has them."""
    return json.dumps({table.name: _plain(table) for table in tables}, indent=1) + "\n"


def parse_release(text: str) -> Tables:
    """Return the tables of a release."""
    return [_table(name, **parts) for name, parts in json.loads(text).items()]


def _plain(table: Table) -> dict[str, Any]:
    return {
        "key": list(table.key),
        "partitions": [{"field": each.field, "transform": each.transform} for each in table.partitions],
        "fields": [
            {"id": each.id, "name": each.name, "type": each.type, "required": each.required}
            for each in table.fields
        ],
    }


def _table(name: str, key: list[str], partitions: list[Any], fields: list[Any]) -> Table:
    return Table(
        name=name,
        doc="",
        key=key,
        partitions=[
            Partition(field=each["field"], transform=Transform(each["transform"])) for each in partitions
        ],
        fields=[TableField(**{**each, "type": Type(each["type"])}, doc="") for each in fields],
    )
