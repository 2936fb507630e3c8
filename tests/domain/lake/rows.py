"""Single rows for the tables of the sample; of a row only what a test is about is said."""

from datetime import UTC, date, datetime

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, SALE_LINES, SALES
from lake.schema import Table, Type
from tests.domain.lake.sample import Lake

DAY = date(2017, 12, 23)
NOTHING = {
    Type.BOOLEAN: False,
    Type.INT: 0,
    Type.LONG: 0,
    Type.STRING: "",
    Type.DATE: DAY,
    Type.TIMESTAMP: datetime(2017, 12, 23, 12, tzinfo=UTC),
}


def insert(lake: Lake, table: Table, **values: object) -> None:
    """A row with these values, and nothing in its other columns."""
    nothing = {field.name: NOTHING[field.type] if field.required else None for field in table.fields}
    marks = ", ".join("?" for _ in table.fields)
    lake.execute(f"INSERT INTO {table.name} VALUES ({marks})", list((nothing | values).values()))  # noqa: S608


def sell(lake: Lake, sale_id: str, store_id: str, *lines: dict[str, object]) -> None:
    """A sale with its lines."""
    insert(lake, SALES, sale_id=sale_id, store_id=store_id, lines=len(lines))
    for number, line in enumerate(lines, 1):
        insert(lake, SALE_LINES, sale_id=sale_id, store_id=store_id, line_no=number, **line)


def state(lake: Lake, store_id: str, version: int, **figures: object) -> None:
    """A store's report of DAY in a version."""
    insert(lake, DAILY_STORE_SALES, store_id=store_id, version=version, **figures)


def finish(lake: Lake, version: int) -> None:
    """The end of a closing of DAY."""
    insert(lake, CLOSINGS, version=version, tag=f"closed-{DAY}-v{version}")
