"""The Iceberg tables that the templates declare: the emulator's Glue keeps their names and drops the rest."""

import re
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from pyiceberg.catalog.glue import GlueCatalog
from pyiceberg.io import load_file_io
from pyiceberg.serializers import ToOutputFile
from pyiceberg.table.metadata import TableMetadata, TableMetadataUtil

from twin.assembly import Resource
from twin.lake.catalog import catalog
from twin.resolve import Resolved

BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
FIRST_PARTITION_ID = 1000


def create_tables(app: Resolved, endpoint: str) -> list[str]:
    """Do what Glue's CreateTable does: write each table's first metadata, point its entry there; say which.

    https://docs.aws.amazon.com/glue/latest/webapi/API_CreateIcebergTableInput.html
    """
    lake = catalog(endpoint)
    tables = [each for each in app.resources("AWS::Glue::Table") if "OpenTableFormatInput" in each.properties]
    for table in tables:
        _create(lake, table)
    return [table.physical_id for table in tables]


def first_metadata(iceberg: Mapping[str, Any]) -> TableMetadata:
    """Return an empty table as an IcebergInput declares it, under the declared field ids."""
    table = iceberg["IcebergTableInput"]
    schema, spec = _schema(table), _spec(table)
    properties = dict(table.get("Properties", {}))
    properties.pop("format-version", None)
    return TableMetadataUtil.parse_obj(
        {
            "format-version": int(iceberg.get("Version", 2)),
            "table-uuid": str(uuid4()),
            "location": table["Location"].rstrip("/"),
            "last-updated-ms": int(time.time() * 1000),
            "schemas": [schema],
            "current-schema-id": schema["schema-id"],
            "last-column-id": max(field["id"] for field in schema["fields"]),
            "partition-specs": [spec],
            "default-spec-id": spec["spec-id"],
            "last-partition-id": max(
                (field["field-id"] for field in spec["fields"]), default=FIRST_PARTITION_ID - 1
            ),
            "sort-orders": [{"order-id": 0, "fields": []}],
            "default-sort-order-id": 0,
            "properties": properties,
        }
    )


def _create(lake: GlueCatalog, table: Resource) -> None:
    name = (table.properties["DatabaseName"], table.physical_id)
    metadata = first_metadata(table.properties["OpenTableFormatInput"]["IcebergInput"])
    place = f"{metadata.location}/metadata/00000-{metadata.table_uuid}.metadata.json"
    ToOutputFile.table_metadata(metadata, load_file_io(lake.properties, place).new_output(place))
    lake.drop_table(name)
    lake.register_table(name, place)


def _schema(table: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "struct", "schema-id": 0, **_in_iceberg_words(table["Schema"])}


def _spec(table: Mapping[str, Any]) -> dict[str, Any]:
    spec = {"spec-id": 0, "fields": [], **_in_iceberg_words(table.get("PartitionSpec", {}))}
    numbered = enumerate(spec["fields"], FIRST_PARTITION_ID)
    return {**spec, "fields": [{"field-id": number, **field} for number, field in numbered]}


def _in_iceberg_words(declared: Any) -> Any:  # noqa: ANN401 (any value of a template)
    """SourceId is source-id in Iceberg's own documents (https://iceberg.apache.org/spec/#appendix-c-json-serialization)."""
    if isinstance(declared, list):
        return [_in_iceberg_words(each) for each in declared]
    if not isinstance(declared, Mapping):
        return declared
    return {
        BETWEEN_WORDS.sub("-", name).lower(): _in_iceberg_words(value) for name, value in declared.items()
    }
