"""The rules that must hold of the tables. Of those that a sale fails, the quarantine names the first here.

The contract (domain/sale.py) has refused before what is broken in itself. The limits were held against
a year of real sales, 1,469,307 lines: no sale fails a ROW rule, and no day a SET rule.
"""

from datetime import date

from domain.lake.tables import PRODUCTS, SALE_LINES, SALES
from lake.quality.rule import Demand, Severity, filled, known, never, once, one_of, rules, since, within

ADDS_UP = Demand(
    column="lines",
    fails="l.lines IS NULL OR l.lines <> t.lines"
    " OR l.total_cents <> t.total_cents OR l.net_cents <> t.net_cents",
    rows="""{table} AS t LEFT JOIN (
        SELECT
            sale_id,
            digest,
            count(*) AS lines,
            sum(total_cents) AS total_cents,
            sum(total_cents - coupon_cents) AS net_cents
        FROM {sale_lines}
        GROUP BY sale_id, digest
    ) AS l ON l.sale_id = t.sale_id AND l.digest = t.digest""",
)
LATE_ENOUGH = Demand(
    column="arrived_at",
    fails="newest < CAST(business_day AS timestamp) + INTERVAL '6' HOUR",
    rows="(SELECT business_day, max(arrived_at) AS newest FROM {table} GROUP BY business_day) AS t",
)
HAS_ITS_SALE = Demand(
    column="sale_id",
    fails="s.sale_id IS NULL",
    rows="{table} AS t LEFT JOIN {sales} AS s ON s.sale_id = t.sale_id AND s.digest = t.digest",
)

DISCOUNTS_BELOW_ZERO = "quantity >= 0 AND (retail_cents < 0 OR coupon_cents < 0 OR coupon_match_cents < 0)"
PAID_BY_COUPONS = never("net_cents", "net_cents < 0 AND total_cents >= 0")
COUPON_OVER_LINE = never("coupon_cents", "coupon_cents > 0 AND coupon_cents > total_cents")

RULES = (
    *rules(
        SALES,
        Severity.ROW,
        ("store_blank", filled("store_id"), "is nothing but spaces"),
        ("clock_never_set", since("business_day", date(2010, 1, 1)), "lies before 2010"),
    ),
    *rules(
        SALE_LINES,
        Severity.ROW,
        ("sku_blank", filled("sku"), "is nothing but spaces"),
        # The dearest of the real lines sold for 840.00; a barcode typed as a price is far above.
        (
            "amount_too_large",
            within("total_cents", -10_000_000, 10_000_000),
            "is over 100,000.00 on one line",
        ),
        (
            "discount_below_zero",
            never("retail_cents", DISCOUNTS_BELOW_ZERO),
            "or another discount is below zero on a line that returns nothing",
        ),
        (
            "return_that_earns",
            never("total_cents", "quantity < 0 AND total_cents > 0"),
            "is above zero on a line that takes units back",
        ),
    ),
    *rules(
        SALES,
        Severity.SET,
        ("sale_twice", once(SALES, "store_id"), "stands there more than once"),
        # A line that stands there twice is found by this too.
        ("does_not_add_up", ADDS_UP, "or an amount of the sale is not what its lines add up to"),
    ),
    *rules(
        SALE_LINES,
        Severity.SET,
        # 0.82 % on the worst of the real days; single stores with few lines reach 100 %.
        ("few_known_products", known("sku", "products", share=0.05), "is in no file of products, over 5 %"),
    ),
    *rules(
        SALES,
        Severity.WATCH,
        # So does 1 January 2018, with which the real sales end.
        ("ends_early", LATE_ENOUGH, "of the newest sale lies before 6:00 UTC of its day"),
        ("unknown_store", known("store_id", "stores"), "is in no file of stores"),
        ("customer_was_paid", PAID_BY_COUPONS, "is below zero by coupons"),
    ),
    *rules(
        SALE_LINES,
        Severity.WATCH,
        # A run that dies has written lines and not yet the sale, which the next run writes.
        ("line_without_sale", HAS_ITS_SALE, "is that of no sale"),
        ("unknown_product", known("sku", "products"), "is in no file of products"),
        ("zero_quantity", never("quantity", "quantity = 0"), "is zero"),
        ("coupon_over_line", COUPON_OVER_LINE, "is more than the line sold for"),
        # A deposit that is paid back, for one.
        ("sale_that_pays", never("total_cents", "quantity > 0 AND total_cents < 0"), "is below zero"),
    ),
    *rules(
        PRODUCTS,
        Severity.WATCH,
        ("unknown_brand", one_of("brand", ["National", "Private"]), "is neither National nor Private"),
    ),
)

NEW_ROWS = {"decoded": SALE_LINES, "firsts": SALES}
"""The views in which new rows of tables are held against ROW rules before they are inserted."""

BY_DAY = (SALES, SALE_LINES)
"""The tables whose SET and WATCH rules are measured for each day."""
