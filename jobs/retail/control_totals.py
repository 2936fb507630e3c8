"""Control totals of stores' days: what must agree before a day may be closed, and by how much it doesn't."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain.lake.rules import BY_DAY, RULES
from jobs.delivery_controls import ControlFault
from jobs.lake import Lake
from jobs.ledgers import AppliedDay
from jobs.retail.steps import STEPS
from lake.quality import checks_sql
from lake.schema import Type

APPLIED = {"ledger": Type.STRING, "store_id": Type.STRING, "business_day": Type.DATE, "sales": Type.LONG}
WRONG = {rule.name: f"{rule.table.name}.{rule.demand.column} {rule.why}" for rule in RULES}


WORDS: Mapping[str, Callable[[int], str]] = {
    "sales": lambda count: f"{count:,} sale{'s' * (count > 1)}",
    "lines": lambda count: f"{count:,} line{'s' * (count > 1)}",
    "total_cents": lambda cents: f"{cents / 100:,.2f} dollars sold",
    "net_cents": lambda cents: f"{cents / 100:,.2f} dollars paid",
}


def by_store(lake: Lake, ledgers: Iterable[str], applied: Iterable[AppliedDay]) -> Iterator[ControlFault]:
    """Yield a fault for each store's day of which raw, tables and ledgers don't say the same, to the cent.

    Needs the views days, raw_totals and sold.
    """
    lake.table("ledgers", [{"ledger": name} for name in ledgers], {"ledger": Type.STRING})
    lake.table("applied", [dict(zip(APPLIED, each, strict=True)) for each in applied], APPLIED)
    STEPS.make(lake, ("kept_totals", "disagreements"))
    for row in lake.rows("SELECT * FROM disagreements"):
        yield ControlFault(row["business_day"], _difference(row))


def by_rule(lake: Lake) -> Iterator[ControlFault]:
    """Yield a fault for each rule that a day's tables break as a whole. Needs the view days."""
    for check in lake.rows(checks_sql(RULES, BY_DAY)):
        if check["severity"] == "SET" and not check["passed"]:
            yield ControlFault(
                check["business_day"], f"rule {check['rule']}: {WRONG[check['rule']]} ({_failing(check)})"
            )


def _failing(check: Mapping[str, Any]) -> str:
    if check["allowed"]:
        return f"{check['measured']:.1%} of the day's rows fail, {check['allowed']:.1%} may"
    return f"{check['measured']:,.0f} fail, none may"


def _difference(row: Mapping[str, Any]) -> str:
    parts = [
        f"{ours} {_listed(told)} that the raw archive {raws}"
        for ours, raws, sign in (("lacks", "holds", -1), ("has", "lacks", 1))
        if (told := [word(sign * row[name]) for name, word in WORDS.items() if sign * row[name] > 0])
    ]
    return f"store {row['store_id']}: {row['said_by']} {', and '.join(parts)}"


def _listed(told: Sequence[str]) -> str:
    """Join as in: two sales, nine lines and a dollar."""
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
