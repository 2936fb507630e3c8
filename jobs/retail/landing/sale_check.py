"""What can be wrong with sales whose single values are right."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from contracts.claim_check import MOST_RECORD_BYTES
from contracts.refusals import BrokenContract
from domain.receipts import DISCOUNTS
from domain.sale import Sale
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout
from jobs.retail.landing.problems import Problem
from jobs.retail.landing.rows import fingerprint
from jobs.retail.landing.sales import FileSale
from lambdas.core import contract

OF_THE_SALE = ("occurred_at", "payment_token", "loyalty_id")
COLUMNS = {"total_cents": "total", **{f"discounts.{kind}": column for kind, column in DISCOUNTS.items()}}
"""Columns of a file by the contract's names for them, where those are others."""


class SaleCheck:
    """The sales of a sender's file, one after another: what is wrong with them beyond single values."""

    def __init__(self, sender: str, layout: Layout, arrived_at: datetime, oldest: date) -> None:
        self._sender, self._layout = sender, layout
        self._arrived_at, self._oldest = arrived_at, oldest
        self._ended: dict[bytes, int] = {}

    def problems_of(self, sale: FileSale) -> Iterator[Problem]:
        """Yield what is wrong with the next sale."""
        first, digest = sale.rows[0], fingerprint(sale.sale_id)
        if first.values["store_id"] != self._sender:
            column = self._layout["store_id"].header
            yield Problem(fault=Fault.OTHER_STORE, line=first.line, column=column)
        if digest in self._ended:
            details = {"last": self._ended[digest]}
            yield Problem(fault=Fault.SALE_APART, line=first.line, details=details)
        self._ended[digest] = sale.rows[-1].line
        yield from _differences(sale, self._layout)
        yield from self._breaches(sale)

    def _breaches(self, sale: FileSale) -> Iterator[Problem]:
        data = sale.data
        if len(data) > MOST_RECORD_BYTES:
            yield Problem(fault=Fault.LARGE_SALE, line=sale.rows[0].line)
            return
        try:
            parsed = contract.parse(data)
            if isinstance(parsed, Sale):
                contract.refuse_times(parsed, self._arrived_at, self._oldest)
        except BrokenContract as broken:
            yield _breach(sale, self._layout, broken)


def _differences(sale: FileSale, layout: Layout) -> Iterator[Problem]:
    first = sale.rows[0]
    for row in sale.rows[1:]:
        for name in OF_THE_SALE:
            if row.values.get(name) != first.values.get(name):
                details, column = {"first": first.line}, layout[name].header
                yield Problem(fault=Fault.TWO_PAYLOADS, line=row.line, column=column, details=details)


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
