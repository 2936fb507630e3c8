"""The curated tables. Amounts are whole cents, times are UTC, days are the business days of sale ids."""

from lake.database_tables import DELETED
from lake.schema import Partition, Table, Transform, Type, fields

TEXT, INT, LONG, FLAG = Type.STRING, Type.INT, Type.LONG, Type.BOOLEAN
DATE, TIME = Type.DATE, Type.TIMESTAMP
TOP_PRODUCTS = 5
LEAST_STOCK = "what the head office notes as least stock; orders follow a shelf's pace, not it"
HEAD_OFFICE, DATABASE = "head office", "database"

SALES = Table(
    name="sales",
    doc="Every sale once, and where its bytes lie in the raw archive.",
    key=["sale_id"],
    partitions=[Partition(field="business_day")],
    fields=fields(
        ("sale_id", TEXT, "store/business day/register/sequence"),
        ("store_id", TEXT, "who sold"),
        ("business_day", DATE, "the day on which the register booked the sale"),
        ("register_id", TEXT, "the till"),
        ("occurred_at", TIME, "when the sale was made"),
        ("payment_token", TEXT, "stands for the card or the cash drawer; never a card number"),
        ("lines", INT, "how many lines the receipt has"),
        ("total_cents", LONG, "what the lines sold for, after the store's own discounts"),
        ("net_cents", LONG, "what the customer paid: the total less the coupons"),
        ("digest", TEXT, "tells payloads under one sale id apart"),
        ("arrived_at", TIME, "when the raw object was written that first brought the sale"),
        ("raw_object", TEXT, "the key of that object"),
        ("raw_version", TEXT, "its version"),
        ("raw_position", INT, "the sale's place in it, from 0"),
        optional=[
            ("loyalty_id", TEXT, "the member, if one was named"),
            ("correction", INT, "the number of the operator's correction that stands here, if one was made"),
            ("settles", TEXT, "digests of the payloads that the correction settles"),
        ],
    ),
)

SALE_LINES = Table(
    name="sale_lines",
    doc="The lines of the sales. Each counts once its sale is there: read them through sold_lines.",
    key=["sale_id", "digest", "line_no"],
    partitions=[Partition(field="business_day")],
    fields=fields(
        ("sale_id", TEXT, "the sale"),
        ("digest", TEXT, "the payload of the sale that the line is from"),
        ("line_no", INT, "the line's place on the receipt, from 1"),
        ("store_id", TEXT, "who sold"),
        ("business_day", DATE, "the sale's business day"),
        ("sku", TEXT, "the product"),
        ("quantity", LONG, "units; below zero what was returned"),
        ("total_cents", LONG, "what the line sold for, after the store's own discounts"),
        ("retail_cents", LONG, "the store's own discounts"),
        ("coupon_cents", LONG, "coupons of the manufacturer"),
        ("coupon_match_cents", LONG, "what the store added to the coupons"),
    ),
)

PRODUCTS = Table(
    name="products",
    doc="What can be sold, as the newest statement has it, of the head office's files and the database.",
    key=["sku"],
    fields=fields(
        ("sku", TEXT, "the product's number"),
        ("department", TEXT, "where it stands in the store"),
        ("category", TEXT, "the kind of product"),
        ("tax_free", FLAG, "whether no sales tax is due on it"),
        ("valid_from", DATE, "the day of the statement"),
        optional=[
            ("type", TEXT, "the product within its category"),
            ("brand", TEXT, "National or Private"),
            ("package_size", TEXT, "as printed on it"),
            ("reorder_level", LONG, LEAST_STOCK),
            ("stated_by", TEXT, "'head office' or 'database': whose statement is the newest"),
        ],
    ),
)

PRODUCT_STATEMENTS = Table(
    name="product_statements",
    doc="What the head office's files and the database say of each product, side by side.",
    key=["sku", "stated_by"],
    fields=fields(
        ("sku", TEXT, "the product's number"),
        ("stated_by", TEXT, f"'{HEAD_OFFICE}' or '{DATABASE}'"),
        ("valid_from", DATE, "the day of the file, or the day on which the database said so"),
        DELETED,
        optional=[
            ("stated_at", TIME, "when the database said so last"),
            ("department", TEXT, "where it stands in the store"),
            ("category", TEXT, "the kind of product"),
            ("tax_free", FLAG, "whether no sales tax is due on it"),
            ("type", TEXT, "the product within its category"),
            ("brand", TEXT, "National or Private"),
            ("package_size", TEXT, "as printed on it"),
            ("reorder_level", LONG, LEAST_STOCK),
        ],
    ),
)

STORES = Table(
    name="stores",
    doc="Who sells, as the newest file of the head office has it.",
    key=["store_id"],
    fields=fields(
        ("store_id", TEXT, "the store's number"),
        ("name", TEXT, "as people call it"),
        ("valid_from", DATE, "the day of the file that said so"),
        optional=[
            ("region", TEXT, "who runs it"),
            ("time_zone", TEXT, "where its clocks are, as in America/New_York; else its hours are UTC"),
        ],
    ),
)

DAILY_STORE_SALES = Table(
    name="daily_store_sales",
    doc="A store's day, restated as a new version when late sales change it: read closed_store_days.",
    key=["store_id", "business_day", "version"],
    partitions=[Partition(field="business_day")],
    fields=fields(
        ("store_id", TEXT, "who sold"),
        ("business_day", DATE, "the day that is reported"),
        ("version", INT, "the closing of the day that stated it, from 1"),
        ("sales", LONG, "receipts"),
        ("lines", LONG, "lines on them"),
        ("units", LONG, "units sold less units returned"),
        ("total_cents", LONG, "what the lines sold for, after the store's own discounts"),
        ("retail_cents", LONG, "the store's own discounts"),
        ("coupon_cents", LONG, "coupons of the manufacturer"),
        ("coupon_match_cents", LONG, "what the store added to the coupons"),
        ("net_cents", LONG, "what customers paid: the total less the coupons"),
        ("return_lines", LONG, "lines with units below zero"),
        ("return_cents", LONG, "what was paid back for them"),
        ("tax_free_lines", LONG, "lines of products on which no sales tax is due"),
        ("tax_free_cents", LONG, "what they sold for"),
        ("unknown_lines", LONG, "lines of products that the table of products lacks"),
        optional=[
            (f"top_{rank}", TEXT, f"the product that sold for most, number {rank}")
            for rank in range(1, TOP_PRODUCTS + 1)
        ],
    ),
)

CLOSINGS = Table(
    name="closings",
    doc="A day's close: its control totals, and the snapshots that reproduce its report.",
    key=["business_day", "version"],
    fields=fields(
        ("business_day", DATE, "the day that was closed"),
        ("version", INT, "1 for the first close, one more for each restatement"),
        ("stores", LONG, "stores that sold"),
        ("restated_stores", LONG, "stores whose report this closing stated anew"),
        ("sales", LONG, "receipts"),
        ("total_cents", LONG, "what the lines sold for"),
        ("net_cents", LONG, "what customers paid"),
        ("raw_through", TIME, "the newest raw object that was counted"),
        ("tag", TEXT, "the tag of the snapshots that the report was made from"),
    ),
)

QUARANTINED = Table(
    name="quarantined",
    doc="What can't be curated, why, and where its bytes lie; the bytes themselves stay there.",
    key=["record_id"],
    partitions=[Partition(field="arrived_at", transform=Transform.HOUR)],
    fields=fields(
        ("record_id", TEXT, "a hash of the record's bytes"),
        ("reason", TEXT, "the contract's reason, or the name of the quality rule that failed"),
        ("field", TEXT, "where the fault lies"),
        ("why", TEXT, "what is wrong there"),
        ("arrived_at", TIME, "when the raw object was written"),
        ("raw_object", TEXT, "the key of that object"),
        ("raw_version", TEXT, "its version"),
        ("raw_position", INT, "the record's place in it, from 0"),
        optional=[
            ("sale_id", TEXT, "the sale, if it could be read"),
            ("store_id", TEXT, "the store, if it could be read"),
            ("business_day", DATE, "the day, if it could be read"),
            ("net_cents", LONG, "what the customer paid, if it could be read"),
        ],
    ),
)

TABLES = (SALES, SALE_LINES, PRODUCTS, STORES, DAILY_STORE_SALES, CLOSINGS, QUARANTINED, PRODUCT_STATEMENTS)
