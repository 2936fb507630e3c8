"""The report of the last day that was closed, as a store manager reads it."""

from collections import defaultdict

from demo.result import Result
from demo.store_days import business_day
from report.page import page
from report.questions import Query

REAL = (
    "The baskets are real: The Complete Journey, what 2,469 households bought in 2017. Times have no zone "
    "there and are taken as UTC; units of gasoline are the register's own, about a thousandth of a gallon."
)
SYNTHETIC = (
    "Registers, payment tokens, opening stock, reorder levels, store names, and which products are free of "
    "sales tax, are synthetic."
)


def closing_page(query: Query, result: Result, *, real: bool) -> str:
    """Return the page as HTML; `real` says that the sales are the data set's and not a user's own."""
    day = max(map(business_day, result.expectation.sales.values()))
    return page(query, _stock(result), day, [REAL, SYNTHETIC] if real else [SYNTHETIC])


def _stock(result: Result) -> dict[str, dict[str, int]]:
    """Units on hand, by store and product."""
    stock: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for account, units in result.stock.balances.items():
        store_id, _, sku = account.partition("/")
        stock[store_id][sku] = units
    return stock
