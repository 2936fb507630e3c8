"""Real baskets as a warehouse would export them: a row a receipt line, in the columns of jobs/backfill."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter

import pyarrow as pa

from domain.scenario.baskets import LETTERS, REGISTERS, BasketLine, make_pseudonym, read_lines, round_cents
from jobs.retail.sales_history import SALES


def history_table(first: date, last: date) -> pa.Table:
    """Return the baskets of some days as a table, the lines of a basket together."""
    return table_of(read_lines(first, last))


def table_of(lines: Iterable[BasketLine]) -> pa.Table:
    """Return lines as a table; its sales have the bytes that `demo.baskets.message` gives them."""
    rows = [row for _, basket in groupby(lines, attrgetter("basket_id")) for row in _rows(list(basket))]
    columns = zip(*rows, strict=True) if rows else [()] * len(SALES.columns)
    return pa.table(
        {each.name: pa.array(values, each.type) for each, values in zip(SALES.columns, columns, strict=True)}
    )


def _rows(lines: list[BasketLine]) -> Iterable[tuple[object, ...]]:
    first = lines[0]
    secret = make_pseudonym(first.basket_id)
    of_sale = (
        str(first.store_id),
        first.transaction_timestamp.date(),
        str(1 + int(secret, 16) % REGISTERS),
        str(first.basket_id),
        first.transaction_timestamp,
        str(first.household_id),
        "tok_" + secret.translate(LETTERS),
    )
    return ((*of_sale, *_of_line(line)) for line in lines)


def _of_line(line: BasketLine) -> tuple[object, ...]:
    return (
        str(line.product_id),
        line.quantity,
        round_cents(line.sales_value),
        round_cents(line.retail_disc),
        round_cents(line.coupon_disc),
        round_cents(line.coupon_match_disc),
        None,  # the data set weighs nothing
    )
