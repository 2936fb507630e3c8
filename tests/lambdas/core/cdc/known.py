"""The example's tables of a source, as the functions are told of them."""

from lambdas.core.cdc.tables import Becomes, SourceTable

PRODUCTS = SourceTable(schema="pos", name="products", key=("sku",), becomes=Becomes.STATE)
PRICES = SourceTable(schema="pos", name="prices", key=("sku", "valid_from"), becomes=Becomes.STATE)
CUSTOMERS = SourceTable(schema="pos", name="customers", key=("loyalty_id",), becomes=Becomes.STATE)
RECEIPTS = SourceTable(
    schema="pos",
    name="receipts",
    key=("store_id", "business_day", "register_id", "sequence"),
    becomes=Becomes.EVENTS,
)
KNOWN = {table.full_name: table for table in (PRODUCTS, PRICES, CUSTOMERS, RECEIPTS)}
