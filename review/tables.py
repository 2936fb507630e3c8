"""Bills side by side, as cells of text."""

import re
from collections.abc import Sequence
from typing import TypeAlias

from domain import EVENT
from review.bill import Bill, bill
from review.loads import DAYS_A_MONTH, LOADS, MonthlyLoad
from twin.assembly import Assembly, Resource

Cells: TypeAlias = list[str]


def bills(assembly: Assembly, loads: Sequence[MonthlyLoad] = LOADS) -> list[Bill]:
    """Return a bill for each load."""
    return [bill(assembly, load) for load in loads]


def head(first: str, compared: Sequence[Bill]) -> Cells:
    """Return the columns."""
    return [first, *(str(each.load) for each in compared)]


def by_service(compared: Sequence[Bill]) -> list[Cells]:
    """Return a line a service, dearest first."""
    services = {row.price.service for each in compared for row in each.rows}
    dearest = sorted(services, key=lambda service: (-compared[-1].of(service), service))
    return [[service, *(dollars(each.of(service)) for each in compared)] for service in dearest]


def by_stack(compared: Sequence[Bill]) -> list[Cells]:
    """Return a line a stack, dearest when idle first: a capability is a stack, so this is what each adds."""
    stacks = {row.resource.stack for each in compared for row in each.rows}
    dearest = sorted(stacks, key=lambda stack: (-compared[0].of_stack(stack), stack))
    return [
        [stack.rpartition("-")[2], *(dollars(each.of_stack(stack)) for each in compared)] for stack in dearest
    ]


def totals(compared: Sequence[Bill]) -> list[Cells]:
    """Return what it comes to."""
    return [
        ["Total a month, modelled", *(dollars(each.dollars) for each in compared)],
        [f"of it to keep a year's {EVENT.nouns}", *(dollars(each.dollars_to_keep) for each in compared)],
        [f"Total for a million {EVENT.nouns}", *(dollars(each.dollars_a_million) for each in compared)],
    ]


def in_detail(compared: Sequence[Bill]) -> list[Cells]:
    """Return a line for each thing that a service charges."""
    charged = {(row.price.service, row.price.what) for each in compared for row in each.rows}
    return [
        [f"{service}: {what}", *(dollars(each.of(service, what)) for each in compared)]
        for service, what in sorted(charged)
    ]


def a_day(compared: Sequence[Bill], service: str) -> list[Cells]:
    """Return what a service charges on a day: a line a thing, and the sum."""
    prices = {row.price for each in compared for row in each.rows}
    charged = sorted({price.what for price in prices if price.service == service})
    return [
        *([what, *(dollars(each.of(service, what) / DAYS_A_MONTH) for each in compared)] for what in charged),
        ["**A day**", *(dollars(each.of(service) / DAYS_A_MONTH) for each in compared)],
    ]


def unpriced(compared: Sequence[Bill]) -> list[Cells]:
    """Return what no bill holds, by resource."""
    reasons = {(_name(each.resource), each.reason) for one in compared for each in one.unpriced}
    return [[name, reason] for name, reason in sorted(reasons)]


def dollars(amount: float | None) -> str:
    """Return an amount to the cent, and never nothing for something."""
    if amount is None:
        return "-"
    return "< $0.01" if 0 < amount < 0.005 else f"${amount:,.2f}"


def _name(resource: Resource) -> str:
    """Return its logical id without the hash that CDK puts behind it."""
    return f"{resource.stack}/{re.sub('[0-9A-F]{8}$', '', resource.logical_id)}"
