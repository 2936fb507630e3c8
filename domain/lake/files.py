"""The files that stores and the head office send: what they hold, and under which names."""

from domain.lake.tables import PRODUCTS, STORES
from lake.kinds import CellType, FileKind, columns

TEXT, CODE, WHOLE, AMOUNT, FLAG = CellType.TEXT, CellType.CODE, CellType.WHOLE, CellType.AMOUNT, CellType.FLAG
HEAD_OFFICE = "head-office"
STORE = "store, store no, store number, shop"
PRODUCT = "product, product id, upc, ean, item, article"

SALES_FILE = FileKind(
    name="sales",
    summed="total",
    columns=columns(
        ("store_id", CODE, "your store's number", STORE),
        ("business_day", CellType.DAY, "the day on which the till booked the sale", "business date, day"),
        ("register_id", CODE, "the till", "register, till, pos, terminal"),
        ("sequence", CODE, "the receipt's number on that till, 1 to 12 digits", "receipt, receipt number"),
        ("occurred_at", CellType.TIME, "when it was sold", "time, timestamp, date time, sold at"),
        ("payment_token", CODE, "stands for the card; cash or drawer for the cash drawer", "payment, token"),
        ("sku", CODE, "the product", PRODUCT),
        (
            "quantity",
            CellType.DECIMAL,
            "units, or a weight in the column unit; below zero what was returned",
            "qty, units",
        ),
        ("total", AMOUNT, "sold for, your own discounts off", "amount, line total, sales value"),
        optional=[
            (
                "loyalty_id",
                CellType.OWNER,
                "the member; empty if there is none",
                "member, loyalty card, customer, household",
            ),
            ("retail_discount", AMOUNT, "your own discounts", "discount, retail disc"),
            ("coupon_discount", AMOUNT, "coupons of the manufacturer", "coupon, coupon disc"),
            ("coupon_match_discount", AMOUNT, "what you added to them", "coupon match, coupon match disc"),
            ("unit", CellType.UNIT, "what quantity counts: piece, kg, g, lb or oz", "uom, unit of measure"),
            ("weight", CellType.DECIMAL, "what was weighed, in the column unit or else in kg", "net weight"),
            ("weight_kg", CellType.DECIMAL, "what was weighed, in kg", "kg, kilograms"),
            ("weight_grams", CellType.DECIMAL, "what was weighed, in grams", "weight g, grams"),
        ],
    ),
)

PRODUCTS_FILE = FileKind(
    name="products",
    sender=HEAD_OFFICE,
    table=PRODUCTS,
    columns=columns(
        ("sku", CODE, "the product's number", PRODUCT),
        ("department", TEXT, "where it stands in the store", "dept"),
        ("category", TEXT, "the kind of product", "product category"),
        ("tax_free", FLAG, "whether no sales tax is due on it", "tax exempt"),
        optional=[
            ("type", TEXT, "the product within its category", "product type"),
            ("brand", TEXT, "National or Private", ""),
            ("package_size", TEXT, "as printed on it", "size, package"),
            (
                "reorder_level",
                WHOLE,
                "your own least stock; orders don't follow it",
                "reorder at, minimum stock",
            ),
        ],
    ),
)

STORES_FILE = FileKind(
    name="stores",
    sender=HEAD_OFFICE,
    table=STORES,
    columns=columns(
        ("store_id", CODE, "the store's number", STORE),
        ("name", TEXT, "as people call it", "store name, shop name"),
        optional=[
            ("region", TEXT, "who runs it", "district"),
            ("time_zone", CellType.ZONE, "where its clocks are, as in America/New_York", "zone, tz"),
        ],
    ),
)

KINDS = {kind.name: kind for kind in (SALES_FILE, PRODUCTS_FILE, STORES_FILE)}
