"""The views through which readers see the tables, a file a view."""

from collections.abc import Iterator
from functools import partial

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, PRODUCTS, SALE_LINES, SALES, STORES
from lake.schema import Table, Type
from lake.views import View, ViewColumn, columns_of

_view = partial(View, package=__name__)


def _compared(table: Table, *names: str) -> Iterator[ViewColumn]:
    """Yield columns, and beside each what it was before."""
    for column in columns_of(table, *names):
        yield column
        yield ViewColumn(f"{column.name}_before", column.type, "the same as it was stated before")


VIEWS = (
    _view(
        name="sold_lines",
        columns=[
            *columns_of(SALE_LINES, "sale_id", "line_no", "store_id", "business_day"),
            ViewColumn("sold_hour", Type.INT, "the hour in which the sale was made, UTC"),
            *columns_of(SALES, "register_id", "loyalty_id"),
            *columns_of(SALE_LINES, "sku", "quantity", "total_cents"),
            *columns_of(SALE_LINES, "retail_cents", "coupon_cents", "coupon_match_cents"),
            *columns_of(PRODUCTS, "department", "category", "type", "brand", "tax_free"),
            ViewColumn("store_name", Type.STRING, STORES["name"].doc),
            *columns_of(STORES, "region"),
        ],
    ),
    _view(name="closed_store_days", columns=columns_of(DAILY_STORE_SALES, *DAILY_STORE_SALES.columns)),
    _view(
        name="current_closings",
        columns=[
            *columns_of(CLOSINGS, "business_day", "version", "stores", "restated_stores"),
            *columns_of(CLOSINGS, "sales", "total_cents", "net_cents", "tag"),
        ],
    ),
    _view(
        name="restatements",
        columns=[
            *columns_of(DAILY_STORE_SALES, "store_id", "business_day", "version"),
            *_compared(DAILY_STORE_SALES, "sales", "total_cents", "net_cents"),
        ],
    ),
)
