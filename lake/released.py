"""The schemas as they were released: a file for each release, which nobody edits."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lake.evolution import Change, changes
from lake.schema import Field, Partition, Table, Transform, Type

RELEASES = Path(__file__).parent / "releases"

Tables = Sequence[Table]


def releases(directory: Path = RELEASES) -> list[Tables]:
    """Every release's tables, the oldest first; what is said of columns in words is not released."""
    return [read(path.read_text()) for path in sorted(directory.glob("*.json"))]


def release(tables: Tables, directory: Path = RELEASES) -> Path | None:
    """Write the next release, if there is something to release. Raises SchemaBroken."""
    before = releases(directory)
    if before and written(before[-1]) == written(tables):
        return None
    since(tables, directory)
    path = directory / f"{len(before) + 1:04}.json"
    path.write_text(written(tables))
    return path


def since(tables: Tables, directory: Path = RELEASES) -> list[Change]:
    """What the newest release lacks. Raises SchemaBroken."""
    before = releases(directory)
    return changes(before[-1], tables) if before else []


def written(tables: Tables) -> str:
    """Tables as a release has them."""
    return json.dumps({table.name: _plain(table) for table in tables}, indent=1) + "\n"


def read(text: str) -> Tables:
    """The tables of a release."""
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
        fields=[Field(**{**each, "type": Type(each["type"])}, doc="") for each in fields],
    )
