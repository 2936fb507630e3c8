"""A live table takes a release's changes from Spark, and its old rows are read under the new schema."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyiceberg.table import Table as Stored
from pyiceberg.types import LongType

from domain.lake.tables import SALES
from lake.evolution import changes
from lake.schema import Table, TableField, Type
from tests.twin.lake.rows import put, sale

if TYPE_CHECKING:
    from jobs.spark import SparkLake

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

WIDER = [replace(field, type=Type.LONG) if field.name == "lines" else field for field in SALES.fields]
NEXT = len(SALES.fields) + 1
ADDED = [
    TableField(
        id=NEXT,
        name="cashier",
        type=Type.STRING,
        doc="the store's own number for who sold",
        required=False,
    ),
    TableField(
        id=NEXT + 1, name="paid_at", type=Type.TIMESTAMP, doc="when the customer paid", required=False
    ),
    TableField(id=NEXT + 2, name="bags", type=Type.INT, doc="bags on the receipt", required=False),
]
GROWN = replace(SALES, fields=[*WIDER, *ADDED])


def test_old_rows_are_read_under_the_new_schema(lake: "SparkLake", seen: Callable[[Table], Stored]) -> None:
    put(lake, "before", SALES, [sale(1)])
    lake.insert(SALES, "before")

    for change in changes([SALES], [GROWN]):
        lake.rows(change.sql("sales"))

    live = seen(SALES).schema()
    assert [(field.field_id, field.name) for field in live.fields] == [
        (each.id, each.name) for each in GROWN.fields
    ]
    assert live.find_type("lines") == LongType()
    assert live.find_field("cashier").doc == ADDED[0].doc
    [old] = seen(SALES).scan().to_arrow().to_pylist()
    assert (old["sale_id"], old["lines"], old["cashier"], old["paid_at"]) == (
        "367/2017-12-18/1/1",
        1,
        None,
        None,
    )
