"""The tables that the lake has only where a database is replicated."""

from lake.schema import Table, fields
from lake.tables import DATE, LONG, TEXT

PRICES = Table(
    name="prices",
    doc="What a product costs from a day on, as the database has it.",
    key=["sku", "valid_from"],
    fields=fields(
        ("sku", TEXT, "the product"),
        ("valid_from", DATE, "the first day on which it costs this"),
        ("price_cents", LONG, "what one costs"),
    ),
)

CUSTOMERS = Table(
    name="customers",
    doc="Who is a member, as the database has it.",
    key=["loyalty_id"],
    fields=fields(("loyalty_id", TEXT, "the member")),
)
