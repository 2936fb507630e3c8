"""The example: the tables of the grocery chain's old database, each with its key and what it becomes."""

from stacks.constructs.database.source_table import EVENTS, STATE, ReplicatedTable

SCHEMA = "pos"
CHAIN = (
    ReplicatedTable(schema=SCHEMA, name="products", key=("sku",), becomes=STATE),
    ReplicatedTable(schema=SCHEMA, name="prices", key=("sku", "valid_from"), becomes=STATE),
    ReplicatedTable(schema=SCHEMA, name="customers", key=("loyalty_id",), becomes=STATE),
    ReplicatedTable(
        schema=SCHEMA,
        name="receipts",
        key=("store_id", "business_day", "register_id", "sequence"),
        becomes=EVENTS,
    ),
)
