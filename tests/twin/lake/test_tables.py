"""Tables as the templates declare them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyiceberg.table import Table as Stored

from domain.lake.tables import CLOSINGS, QUARANTINED, SALES, TABLES
from lake.schema import Table
from tests.twin.assemblies import assembly, resource
from tests.twin.lake.declared import resolved
from twin.emulator import Emulator
from twin.lake.tables import create_tables, first_metadata
from twin.resolve import Resolved

Seen = Callable[[Table], Stored]


def declared(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An IcebergInput of these fields."""
    table = {"Location": "s3://curated/sales/", "Schema": {"Type": "struct", "Fields": list(fields)}, **more}
    return {"MetadataOperation": "CREATE", "Version": "2", "IcebergTableInput": table}


def field(number: int, name: str, type_: str = "string", *, required: bool = True) -> dict[str, Any]:
    return {"Id": number, "Name": name, "Type": type_, "Required": required, "Doc": f"the {name}"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_has_the_declared_columns_and_partitions(seen: Seen, table: Table) -> None:
    stored = seen(table)

    columns = [
        (each.field_id, each.name, str(each.field_type), each.required) for each in stored.schema().fields
    ]
    parts = [(each.name, each.source_id, str(each.transform)) for each in stored.spec().fields]
    assert columns == [(each.id, each.name, each.type, each.required) for each in table.fields]
    assert parts == [(each.name, table[each.field].id, each.transform) for each in table.partitions]


def test_a_table_is_where_its_bucket_is_and_has_its_properties(seen: Seen, database: str) -> None:
    stored = seen(SALES)

    # tests/twin/lake/declared.py names the stack's lifetime like everything else.
    assert stored.location() == f"s3://{database}/sales/{database}"
    assert stored.metadata_location.startswith(f"{stored.location()}/metadata/00000-")
    assert stored.properties["write.merge.mode"] == "merge-on-read"
    assert stored.metadata.format_version == 2


def test_a_column_keeps_the_id_that_it_was_given() -> None:
    """A new table would be counted anew: a column that was added in the middle would become another."""
    metadata = first_metadata(declared(field(1, "sale_id"), field(16, "till"), field(2, "store_id")))

    assert [each.field_id for each in metadata.schema().fields] == [1, 16, 2]
    assert metadata.last_column_id == 16


def test_a_partition_without_an_id_is_counted_as_iceberg_counts() -> None:
    fields = [
        {"Name": "day", "SourceId": 1, "Transform": "identity"},
        {"Name": "hour", "SourceId": 2, "Transform": "hour"},
    ]
    table = declared(field(1, "day", "date"), field(2, "at", "timestamptz"), PartitionSpec={"Fields": fields})

    metadata = first_metadata(table)

    assert [each.field_id for each in metadata.spec().fields] == [1000, 1001]
    assert metadata.last_partition_id == 1001


def test_a_table_of_another_version_is_one() -> None:
    assert first_metadata({**declared(field(1, "sku")), "Version": "3"}).format_version == 3


def test_the_catalog_tells_columns_to_who_reads_no_iceberg(emulator: Emulator, database: str) -> None:
    glue = emulator.client("glue")

    entry = glue.get_table(DatabaseName=database, Name=QUARANTINED.name)["Table"]

    assert [each["Name"] for each in entry["StorageDescriptor"]["Columns"]] == QUARANTINED.columns
    assert entry["Parameters"]["table_type"] == "ICEBERG"


def entry_of(emulator: Emulator, table: str) -> Any:
    return emulator.client("glue").get_table(DatabaseName="other", Name=table)["Table"]


def test_says_which_tables_it_made_and_leaves_others_alone(emulator: Emulator, tmp_path: Path) -> None:
    view = resource("AWS::Glue::Table", DatabaseName="other", TableInput={"Name": "a_view"})
    emulator.client("glue").create_database(DatabaseInput={"Name": "other"})
    emulator.client("glue").create_table(DatabaseName="other", TableInput={"Name": "a_view"})
    app = Resolved(assembly(tmp_path, {"Lake": {"Resources": {"View": view}}}), {("Lake", "View"): "a_view"})

    made = create_tables(app, emulator.endpoint)

    assert made == []
    assert "metadata_location" not in entry_of(emulator, "a_view")["Parameters"]


def test_the_app_declares_no_table_but_these() -> None:
    tables = resolved("any").resources("AWS::Glue::Table")

    names = {each.physical_id for each in tables if "OpenTableFormatInput" in each.properties}
    assert names == {each.name for each in TABLES}
    assert CLOSINGS.name in names
