"""A replication's raw archive, and runs of the job that folds it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from jobs.lake import Lake
from jobs.retail import fold_database
from lambdas.core.cdc.tables import Becomes, SourceTable
from tests.lakes import Place

HOUR = f"{datetime.now(UTC):cdc/year=%Y/month=%m/day=%d/hour=%H}"
"""The emulator says of objects that they arrive now."""
LONG_AGO = "cdc/year=2017/month=12/day=19/hour={:02}"
MONDAY, TUESDAY, WEDNESDAY = date(2017, 12, 18), date(2017, 12, 19), date(2017, 12, 20)
TABLES = [
    SourceTable(schema="pos", name="products", key=("sku",), becomes=Becomes.STATE),
    SourceTable(schema="pos", name="prices", key=("sku", "valid_from"), becomes=Becomes.STATE),
    SourceTable(schema="pos", name="customers", key=("loyalty_id",), becomes=Becomes.STATE),
    SourceTable(schema="pos", name="receipts", key=("store_id", "sequence"), becomes=Becomes.EVENTS),
]


def said(
    operation: str, at: int, table: str, data: dict[str, Any], day: date = TUESDAY, **more: Any
) -> bytes:
    """A record of a row, or without data of a table, made in minute `at` of a day."""
    time = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) + timedelta(minutes=at)
    built = f"{time:%Y-%m-%dT%H:%M:%S}.000000Z"
    metadata = {
        "timestamp": built,
        "record-type": "data" if data else "control",
        "operation": operation,
        "schema-name": "pos",
        "table-name": table,
    }
    if data and operation != "load":
        lsn = f"0/{(day.toordinal() * 1440 + at):X}"
        metadata |= {"commit-timestamp": built, "stream-position": f"{lsn}.1.{lsn}"}
    return msgspec.json.encode({**({"data": data} if data else {}), **more, "metadata": metadata})


def product(operation: str, at: int, sku: str = "1", day: date = TUESDAY, **columns: Any) -> bytes:
    """A record of a product."""
    whole = {"sku": sku, "department": "DAIRY", "category": "MILK", "tax_free": "true", "reorder_level": 12}
    return said(operation, at, "products", whole | columns, day)


def fold(place: Place, *options: str, lake: Lake | None = None) -> Counter[str]:
    """Run the job."""
    given = [
        *("--RAW_BUCKET", place.name, "--DATABASE", place.name),
        *("--METRICS_NAMESPACE", "Sluice/test"),
        *("--TABLES", msgspec.json.encode(TABLES).decode()),
    ]
    return fold_database.main([*given, *options], lake or place.lake())


def archive(place: Place, *records: bytes, hour: str = HOUR) -> None:
    """Put an object below the replication's prefix."""
    place.archive(*records, hour=hour)
