"""Control totals: what must agree before a day may be closed, and by how much it doesn't."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.lake.rules import BY_DAY, RULES
from jobs.lake import Lake
from jobs.steps import make, query
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


@dataclass(frozen=True)
class Counts:
    """Records on their way, each counted by another party.

    A backfill writes to raw without the stream: `put` is what the keys of its objects say that it put there,
    `backfilled` what these objects hold, and `raw` what all others do.
    """

    incoming: int
    delivered: int
    raw: int
    put: int = 0
    backfilled: int = 0


@dataclass(frozen=True)
class Fault:
    """Why a day stays open; without a day it is all of them."""

    business_day: date | None
    what: str

    def __str__(self) -> str:
        return self.what if self.business_day is None else f"{self.business_day}: {self.what}"


def on_the_way(counts: Counts) -> Iterator[Fault]:
    """Nothing may get lost between the stream and the archive; what is written twice there does no harm."""
    if counts.delivered < counts.incoming:
        yield Fault(None, _short("Firehose delivered", counts.delivered, "the stream took", counts.incoming))
    if counts.raw < counts.delivered:
        yield Fault(None, _short("the raw archive holds", counts.raw, "Firehose delivered", counts.delivered))
    if counts.backfilled < counts.put:
        yield Fault(
            None, _short("the raw archive holds", counts.backfilled, "a backfill put there", counts.put)
        )


def records(lake: Lake) -> Mapping[str, int]:
    """Return how many records each of the run's raw objects holds, by its key; an empty one isn't there."""
    return {row["raw_object"]: int(row["records"]) for row in lake.rows(query("raw_records"))}


def by_store(lake: Lake, ledgers: Iterable[str], applied: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    """Raw, the tables and the ledgers must say the same of each store's day, to the cent.

    Needs the views days, raw_totals and sold.
    """
    lake.table("ledgers", [{"ledger": name} for name in ledgers], {"ledger": Type.STRING})
    lake.table("applied", list(applied), APPLIED)
    make(lake, ("kept_totals", "disagreements"))
    for row in lake.rows("SELECT * FROM disagreements"):
        yield Fault(row["business_day"], _difference(row))


def by_rule(lake: Lake) -> Iterator[Fault]:
    """The rules that hold for a day's tables as a whole. Needs the view days."""
    for check in lake.rows(checks_sql(RULES, BY_DAY)):
        if check["severity"] == "SET" and not check["passed"]:
            yield Fault(
                check["business_day"], f"rule {check['rule']}: {WRONG[check['rule']]} ({_failing(check)})"
            )


def _short(left: str, has: int, right: str, of: int) -> str:
    return f"{left} {has:,} of the {of:,} records that {right}: {of - has:,} missing"


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
    """Two sales, nine lines and a dollar."""
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
