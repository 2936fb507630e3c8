"""The lake's tables as they are deployed, in an emulator's catalog, and rows for them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from jobs.lake import Lake
from lake.schema import Table
from tests import lakes
from tests.synthesis import resources
from twin.lake.catalog import catalog

BUCKET = "curated"
NOON = datetime(2017, 12, 22, 12, tzinfo=UTC)
MONDAY, TUESDAY = date(2017, 12, 18), date(2017, 12, 19)


def deployed_settings() -> str:
    """The `--conf` that every deployed job has, with this bucket in the place of theirs."""
    job = resources("dev", "AWS::Glue::Job")[0]["Properties"]
    _, parts = job["DefaultArguments"]["--conf"]["Fn::Join"]
    return "".join(part if isinstance(part, str) else BUCKET for part in parts)


@cache
def deployed_properties() -> Mapping[str, str]:
    """The properties that every deployed table has."""
    table = resources("dev", "AWS::Glue::Table")[0]["Properties"]
    iceberg = table["OpenTableFormatInput"]["IcebergInput"]["IcebergTableInput"]
    properties: dict[str, str] = iceberg["Properties"]
    return properties


def create_tables(endpoint: str, database: str) -> None:
    """All tables, empty."""
    lakes.create_tables(catalog(endpoint), database, f"s3://{BUCKET}/{database}", deployed_properties())


def put(lake: Lake, view: str, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make a view of rows for a table."""
    columns = {field.name: field.type for field in table.fields}
    lake.table(view, [{**dict.fromkeys(columns), **row} for row in rows], columns)


def sale(number: int, day: date = MONDAY, *, cents: int = 100) -> dict[str, Any]:
    """A row for the table of sales."""
    return {
        "sale_id": f"367/{day}/1/{number}",
        "store_id": "367",
        "business_day": day,
        "register_id": "1",
        "occurred_at": NOON,
        "payment_token": "tok_a",
        "lines": 1,
        "total_cents": cents,
        "net_cents": cents,
        "digest": "d",
        "arrived_at": NOON,
        "raw_object": "sales/a.gz",
        "raw_version": "1",
        "raw_position": number,
    }


def store(store_id: str, name: str, region: str | None = None) -> dict[str, Any]:
    """A row for the table of stores."""
    return {"store_id": store_id, "name": name, "valid_from": MONDAY, "region": region}
