"""The source's tables as typed tables of the lake: they exist only beside a database."""

from collections.abc import Sequence

from domain.lake.tables import DATABASE, PRODUCT_STATEMENTS
from lake.database_tables import DELETED, STATED_AT, Projection
from lake.schema import Table, Type, fields

TEXT, LONG, DATE = Type.STRING, Type.LONG, Type.DATE

PRICES = Table(
    name="prices",
    doc="What a product costs from a day on, as the database has it.",
    key=["sku", "valid_from"],
    fields=fields(
        ("sku", TEXT, "the product"),
        ("valid_from", DATE, "the first day of the price"),
        DELETED,
        STATED_AT,
        optional=[("price_cents", LONG, "the price")],
    ),
)

CUSTOMERS = Table(
    name="customers",
    doc="Members of the loyalty scheme, as the database has them, without names and addresses.",
    key=["loyalty_id"],
    fields=fields(
        ("loyalty_id", TEXT, "the member"),
        DELETED,
        STATED_AT,
        optional=[
            ("joined_on", DATE, "since when"),
            ("segment", TEXT, "the group that marketing puts them in"),
        ],
    ),
)

TYPED_TABLES = (PRICES, CUSTOMERS)

PROJECTIONS: Sequence[Projection] = (
    Projection(source="pos.prices", table=PRICES),
    Projection(source="pos.customers", table=CUSTOMERS),
    Projection(
        source="pos.products",
        table=PRODUCT_STATEMENTS,
        fixed={"stated_by": DATABASE},
        dated="valid_from",
    ),
)
