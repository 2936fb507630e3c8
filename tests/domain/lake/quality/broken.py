"""What breaks each rule, on DAY and mostly at one of its sales: the table `one` has its id."""

DAY = "2017-12-23"

A_SALE = {
    "store_blank": "store_id = '  '",
    "clock_never_set": "business_day = '2009-12-31'",
    "unknown_store": "store_id = 'none'",
    "customer_was_paid": "net_cents = -1",
}
ITS_FIRST_LINE = {
    "sku_blank": "sku = ' '",
    "amount_too_large": "total_cents = 10000001",
    "discount_below_zero": "coupon_match_cents = -1",
    "return_that_earns": "quantity = -1, total_cents = 5",
    "does_not_add_up": "total_cents = total_cents + 1",
    "line_without_sale": "digest = 'other'",
    "unknown_product": "sku = 'none'",
    "zero_quantity": "quantity = 0",
    "coupon_over_line": "coupon_cents = total_cents + 1",
    "sale_that_pays": "quantity = 1, total_cents = -1",
}
OTHERS = {
    "sale_twice": "INSERT INTO sales FROM sales WHERE sale_id IN (FROM one)",
    "few_known_products": "UPDATE sale_lines SET sku = 'no' WHERE business_day = '2017-12-23'",
    "ends_early": "UPDATE sales SET arrived_at = '2017-12-23 05:59:59Z' WHERE business_day = '2017-12-23'",
    "unknown_brand": "UPDATE products SET brand = 'Other' WHERE sku = '25671'",
}


def sale(change: str) -> str:
    """The statement that changes the sale."""
    return f"UPDATE sales SET {change} WHERE sale_id IN (FROM one)"  # noqa: S608 (from here)


def first_line(change: str) -> str:
    """The statement that changes the sale's first line."""
    return f"UPDATE sale_lines SET {change} WHERE line_no = 1 AND sale_id IN (FROM one)"  # noqa: S608


BREAKS = (
    {name: sale(change) for name, change in A_SALE.items()}
    | {name: first_line(change) for name, change in ITS_FIRST_LINE.items()}
    | OTHERS
)
