"""What readers see of the tables: SQL that Athena, Spark and DuckDB run as it is, a file a view.

No view has a time. Athena takes none with a zone into a view, and all of ours have one:
https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-supported-data-types.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from lake.schema import Table, Type
from lake.tables import CLOSINGS, DAILY_STORE_SALES, PRODUCTS, SALE_LINES, SALES, STORES


@dataclass(frozen=True)
class Column:
    """A column that a view gives."""

    name: str
    type: Type
    doc: str


@dataclass(frozen=True)
class View:
    """A query under a name, and the columns that it gives."""

    name: str
    columns: Sequence[Column]

    @property
    def sql(self) -> str:
        """The query; it names tables without their database."""
        return self._text.partition("\n")[2].strip()

    @property
    def doc(self) -> str:
        """What it is for: the first line of its file."""
        return self._text.partition("\n")[0].removeprefix("-- ")

    @property
    def _text(self) -> str:
        return (resources.files(__name__) / f"{self.name}.sql").read_text()


def of(table: Table, *names: str) -> list[Column]:
    """Columns as a table has them."""
    return [Column(each.name, each.type, each.doc) for each in map(table.__getitem__, names)]


def _compared(table: Table, *names: str) -> Iterator[Column]:
    """Columns, and beside each what it was before."""
    for column in of(table, *names):
        yield column
        yield Column(f"{column.name}_before", column.type, "the same as it was stated before")


FAILURES = View(
    "failures",
    [
        Column("reason", Type.STRING, "why it was refused, or the condition under which it was given up"),
        Column("consumer", Type.STRING, "who refused it or gave it up"),
        Column("store_id", Type.STRING, "the store, if it could be read"),
        Column("sale_id", Type.STRING, "the sale, if it could be read"),
        Column("field", Type.STRING, "where the fault lies; `batch`, if all of it was given up"),
        Column("why", Type.STRING, "what is wrong there"),
        Column("condition", Type.STRING, "why Lambda gave it up, if it did"),
        Column("arrived_at", Type.STRING, "when it arrived, UTC as 2017-12-24T17:05:00"),
        Column("failed_at", Type.STRING, "when it failed; of what was refused, when it arrived"),
        Column("day", Type.DATE, "the day on which it failed"),
        Column("attempt", Type.INT, "how often it was repaired before; 0: never"),
        Column("object", Type.STRING, "the object that it lies in"),
        Column("record", Type.STRING, "its bytes in base 64; of a table's stream, the change as JSON"),
    ],
)
"""Athena's alone: its functions for JSON have other names elsewhere. Over lake.objects, not over tables."""

VIEWS = (
    View(
        "sold_lines",
        [
            *of(SALE_LINES, "sale_id", "line_no", "store_id", "business_day"),
            Column("sold_hour", Type.INT, "the hour in which the sale was made, UTC"),
            *of(SALES, "register_id", "loyalty_id"),
            *of(SALE_LINES, "sku", "quantity", "total_cents"),
            *of(SALE_LINES, "retail_cents", "coupon_cents", "coupon_match_cents"),
            *of(PRODUCTS, "department", "category", "type", "brand", "tax_free"),
            Column("store_name", Type.STRING, STORES["name"].doc),
            *of(STORES, "region"),
        ],
    ),
    View("closed_store_days", of(DAILY_STORE_SALES, *DAILY_STORE_SALES.columns)),
    View(
        "current_closings",
        [
            *of(CLOSINGS, "business_day", "version", "stores", "restated_stores"),
            *of(CLOSINGS, "sales", "total_cents", "net_cents", "tag"),
        ],
    ),
    View(
        "restatements",
        [
            *of(DAILY_STORE_SALES, "store_id", "business_day", "version"),
            *_compared(DAILY_STORE_SALES, "sales", "total_cents", "net_cents"),
        ],
    ),
)
