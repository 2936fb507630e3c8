"""What can be wrong with sales whose single values are right."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from contracts.refusals import BrokenContract
from domain.receipts import DISCOUNTS
from domain.sale import Sale
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout
from jobs.retail.landing.problems import Problem
from jobs.retail.landing.sales import FileSale
from lambdas.core import contract
from producer.stream import BYTES_A_RECORD

OF_THE_SALE = ("occurred_at", "payment_token", "loyalty_id")
COLUMNS = {"total_cents": "total", **{f"discounts.{kind}": column for kind, column in DISCOUNTS.items()}}
"""Columns of a file by the contract's names for them, where those are others."""


def problems_of(
    sales: Sequence[FileSale], sender: str, layout: Layout, arrived_at: datetime, oldest: date
) -> Iterator[Problem]:
    """Yield what is wrong with sales that a sender's file holds, beyond what is wrong with single values."""
    ended: dict[str, int] = {}
    for sale in sales:
        first = sale.rows[0]
        if first.values["store_id"] != sender:
            yield Problem(fault=Fault.OTHER_STORE, line=first.line, column=layout["store_id"].header)
        if sale.sale_id in ended:
            details = {"last": ended[sale.sale_id]}
            yield Problem(fault=Fault.SALE_APART, line=first.line, details=details)
        ended[sale.sale_id] = sale.rows[-1].line
        yield from _differences(sale, layout)
        yield from _breaches(sale, layout, arrived_at, oldest)


def _differences(sale: FileSale, layout: Layout) -> Iterator[Problem]:
    first = sale.rows[0]
    for row in sale.rows[1:]:
        for name in OF_THE_SALE:
            if row.values.get(name) != first.values.get(name):
                details, column = {"first": first.line}, layout[name].header
                yield Problem(fault=Fault.TWO_PAYLOADS, line=row.line, column=column, details=details)


def _breaches(sale: FileSale, layout: Layout, arrived_at: datetime, oldest: date) -> Iterator[Problem]:
    data = sale.data
    if len(data) > BYTES_A_RECORD - len(sale.rows[0].values["store_id"]):
        yield Problem(fault=Fault.LARGE_SALE, line=sale.rows[0].line)
    try:
        parsed = contract.parse(data)
        if isinstance(parsed, Sale):
            contract.refuse_times(parsed, arrived_at, oldest)
    except BrokenContract as broken:
        yield _breach(sale, layout, broken)


def _breach(sale: FileSale, layout: Layout, broken: BrokenContract) -> Problem:
    """Return where in the file the contract was broken: its `lines[2].sku` is the sale's third row."""
    place = re.fullmatch(r"lines\[(\d+)\]\.(.*)", broken.field)
    number, name = (int(place[1]), place[2]) if place else (0, broken.field)
    found = layout.get(COLUMNS.get(name, name))
    return Problem(
        fault=Fault.CONTRACT,
        line=sale.rows[number].line,
        column=found.header if found else None,
        details={"why": f"{name} {broken.why}" if not found else broken.why},
    )
