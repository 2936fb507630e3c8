"""Runs of the lake's jobs in tests, and what readers see of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.lake.tables import TABLES
from jobs import raw
from jobs.delivery_controls import ControlFault
from jobs.lake import Lake
from jobs.raw import RawObject
from jobs.retail.curate_sales import CurationSummary, curate
from jobs.retail.day_close import RAW_VIEWS, STORE_DAY, CloseSummary, close, create_day_views, days_to_close
from jobs.retail.sale_columns import SALE_COLUMNS
from jobs.retail.steps import STEPS
from lake.schema import Table
from lambdas.core.parked_days import ParkedDay
from tests.lakes import Place
from tests.lambdas.sales import BOUNDS, encoded, line, sale
from twin.lake.duck import DuckLake

EVENING = datetime(2017, 3, 2, 18, tzinfo=UTC)
FIRST, SECOND = date(2017, 3, 1), date(2017, 3, 2)
BROKEN = b'{"sale_id": 1}'


def sold(sequence: int, cents: int = 398, day: date = FIRST, store: str = "367", **changes: Any) -> bytes:
    """A sale of one line."""
    told = {"sale_id": f"{store}/{day}/4/{sequence}", "occurred_at": f"{day}T14:03:00Z"}
    return encoded(sale(store=store, **told | {"lines": [line(total_cents=cents)]} | changes))


def unfit(sequence: int, **changes: Any) -> bytes:
    """A sale that keeps the contract and fails a rule."""
    return sold(sequence, lines=[line(), line(" ")], **changes)


def run(place: Place, objects: Sequence[RawObject] | None = None) -> CurationSummary:
    """Curate in a run of its own, by default all there is."""
    return curate(place.lake(), place.archived() if objects is None else objects, BOUNDS)


def considered(
    place: Place, days: Iterable[date] = (FIRST, SECOND), objects: Sequence[RawObject] | None = None
) -> DuckLake:
    """A run that has read the archive and is about to close these days."""
    lake = place.lake()
    lake.decode(place.archived() if objects is None else objects, SALE_COLUMNS, BOUNDS)
    create_day_views(lake, days)
    lake.table("parked", [], STORE_DAY)
    STEPS.make(lake, RAW_VIEWS)
    return lake


def close_days(
    place: Place, *asked: date, faults: Sequence[ControlFault] = (), parked: Sequence[ParkedDay] = ()
) -> CloseSummary:
    """Close in a run of its own what is asked for, and what late sales reopened."""
    return close_due(place.lake(), *asked, faults=faults, parked=parked)


def close_due(
    lake: Lake, *asked: date, faults: Sequence[ControlFault] = (), parked: Sequence[ParkedDay] = ()
) -> CloseSummary:
    """The same, in a run that has begun."""
    days = days_to_close(lake, asked, SECOND, parked)
    create_day_views(lake, days)
    return close(lake, days, EVENING, faults, parked)


def arrived(*hours: int, place: Place) -> list[RawObject]:
    """What was archived, as if S3 had each object so many hours after the evening began."""
    objects = zip(place.archived(), hours, strict=True)
    return [replace(each, arrived_at=EVENING + timedelta(hours=hour)) for each, hour in objects]


def snapshots(place: Place) -> list[int]:
    """How often each table was written to."""
    return [len(place.stored(table).snapshots()) for table in TABLES]


def receipts(place: Place) -> dict[str, list[int]]:
    """What readers see of each sale: its lines' amounts, by the end of its id."""
    lines = place.rows("SELECT sale_id, total_cents FROM sold_lines ORDER BY sale_id, line_no")
    seen: dict[str, list[int]] = {}
    for each in lines:
        seen.setdefault(each["sale_id"].split("/")[-1], []).append(each["total_cents"])
    return seen


def contents(place: Place) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables."""
    lake = place.lake()
    found = {table.name: lake.rows(f"SELECT * FROM {table.name}") for table in TABLES}  # noqa: S608
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def bytes_of(place: Place, row: Mapping[str, Any]) -> bytes:
    """A row's record as the archive has it."""
    where = replace(place.archived()[0], key=row["raw_object"], version=row["raw_version"])
    record = list(raw.records(raw.read(place.s3, where)))[int(row["raw_position"])]
    return record if isinstance(record, bytes) else record.body


def as_of(place: Place, table: Table, tag: str) -> list[dict[str, Any]]:
    """A table's rows as they were when it was given a tag."""
    stored = place.stored(table)
    snapshot = stored.snapshot_by_name(tag)
    assert snapshot
    return sorted(stored.scan(snapshot_id=snapshot.snapshot_id).to_arrow().to_pylist(), key=repr)
