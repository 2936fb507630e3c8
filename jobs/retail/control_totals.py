"""Control totals of stores' days: what must agree before a day may be closed, and by how much it doesn't."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain import EVENT
from domain.lake.rules import BY_DAY, RULES
from jobs.delivery_controls import ControlFault
from jobs.lake import Lake
from jobs.ledgers import AppliedDay
from jobs.retail.steps import STEPS
from lake.quality import ExemptDays, checks_sql, shares_sql
from lake.quality.rule import Demand
from lake.schema import Type

APPLIED = {"ledger": Type.STRING, "store_id": Type.STRING, "business_day": Type.DATE, "sales": Type.LONG}
BY_NAME = {rule.name: rule for rule in RULES}
STORE = EVENT.partition.name
PARKED = ExemptDays("parked", STORE)
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
        yield ControlFault(row["business_day"], _difference(row), row["store_id"])


def by_rule(lake: Lake) -> Iterator[ControlFault]:
    """Yield a fault for each store that breaks a rule of the whole day's tables.

    Needs the views days and parked; parked stores' rows are left out.

    A limit is the chain's: a store of few lines may be over it alone. Where the day is over it, the fewest
    stores without which it isn't are at fault, those with most failing rows, and the others are not.
    """
    for check in lake.rows(checks_sql(RULES, BY_DAY, PARKED)):
        if check["severity"] == "SET" and not check["passed"]:
            rule, day = BY_NAME[check["rule"]], check["business_day"]
            shares = lake.rows(shares_sql(rule, BY_DAY, STORE, PARKED))
            for share in find_culprits([each for each in shares if each["business_day"] == day], rule.demand):
                what = (
                    f"store {share[STORE]}: rule {rule.name}: {WRONG[rule.name]} ({_failing(check, share)})"
                )
                yield ControlFault(day, what, share[STORE])


def find_culprits(shares: Iterable[Mapping[str, Any]], demand: Demand) -> Iterator[Mapping[str, Any]]:
    """Yield the shares of a day, the worst first, until the others together keep a demand."""
    worst_first = sorted(shares, key=lambda each: (-each["failed"], each[STORE]))
    failed, held = (sum(each[name] for each in worst_first) for name in ("failed", "held"))
    for each in worst_first:
        if failed <= demand.share * held:
            return
        yield each
        failed, held = failed - each["failed"], held - each["held"]


def _failing(check: Mapping[str, Any], share: Mapping[str, Any]) -> str:
    own = f"{share['failed']:,} of its {share['held']:,} rows fail"
    if check["allowed"]:
        return f"{own}, and {check['measured']:.1%} of the day's, of which {check['allowed']:.1%} may"
    return f"{own}, and none may"


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
