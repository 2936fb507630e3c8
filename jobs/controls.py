"""Control totals: what must agree before a day may be closed, and by how much it doesn't."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jobs.lake import Lake
from jobs.steps import make, query
from lake.quality import checks_sql
from lake.schema import Type

APPLIED = {"ledger": Type.STRING, "store_id": Type.STRING, "business_day": Type.DATE, "sales": Type.LONG}
GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Counts:
    """Records on their way, each counted by another party."""

    incoming: int
    delivered: int
    raw: int


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


def records(lake: Lake, since: datetime) -> int:
    """How many records the raw objects hold that arrived from `since` on."""
    # A count may carry a later minute than the object that it counts.
    lake.table("counting", [{"since": since - GRACE}], {"since": Type.TIMESTAMP})
    [counted] = lake.rows(query("raw_records"))
    return int(counted["records"])


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
    for check in lake.rows(checks_sql()):
        if check["severity"] == "SET" and not check["passed"]:
            what = f"{check['rule']} measured {check['measured']:g}, allowed is {check['allowed']:g}"
            yield Fault(check["business_day"], what)


def _short(left: str, has: int, right: str, of: int) -> str:
    return f"{left} {has:,} records, {right} {of:,}: {of - has:,} are missing"


def _difference(row: Mapping[str, Any]) -> str:
    amounts = {
        "sales": f"{row['sales']:+,}",
        "lines": f"{row['lines']:+,}",
        "sold": f"{row['total_cents'] / 100:+,.2f} dollars",
        "paid": f"{row['net_cents'] / 100:+,.2f} dollars",
    }
    told = [f"{what} {amount}" for what, amount in amounts.items() if amount.strip("+-0. dolars")]
    return f"store {row['store_id']}: {row['said_by']} differ from the raw archive by {', '.join(told)}"
