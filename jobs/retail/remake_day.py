"""A start of the curation job that makes a day again: REMAKE names it, SWAP puts it into the tables."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import boto3

from domain.lake.tables import TABLES
from jobs import raw
from jobs.arguments import BOUNDS, Arguments
from jobs.conflict_retry import retry_conflicts
from jobs.engine import spark
from jobs.lake import Lake
from jobs.raw import RawObject
from jobs.retail.close_day import EARLIEST_SALE
from jobs.retail.remake import RemakeSummary, remake

REQUIRED = ("RAW_BUCKET", "DATABASE", *BOUNDS)
OPTIONAL = ("REMAKE", "SWAP", "FROM", "TO")
SWAP = "yes"


def main(given: Sequence[str], lake: Lake | None = None) -> RemakeSummary:
    """Make the day again of all that arrived since it can have been sold; print how it differs.

    Only all of it can say that nobody sold what stands in a row: so no hours can be chosen.
    """
    arguments = Arguments(given, required=REQUIRED, optional=OPTIONAL)
    day, swap = read_day(arguments, datetime.now(UTC).date()), _is_swap(arguments)
    lake = lake or spark(arguments["DATABASE"], TABLES)
    changed: Counter[str] = Counter()
    remade = retry_conflicts(
        lake,
        lambda: remake(lake, day, lambda: _objects(arguments, day), arguments.bounds, changed, swap=swap),
    )
    print(json.dumps(remade.figures()))
    return remade


def read_day(arguments: Arguments, today: date) -> date:
    """Return the day to make again; raise ValueError."""
    if arguments["FROM"] or arguments["TO"]:
        raise ValueError("REMAKE reads all hours since its day: leave out FROM and TO")
    try:
        day = date.fromisoformat(arguments["REMAKE"])
    except ValueError:
        raise ValueError(f"REMAKE is {arguments['REMAKE']}: write a day as 2017-12-22") from None
    if day > today:
        raise ValueError(f"REMAKE is {day}: that day hasn't come, it is {today}")
    return day


def _is_swap(arguments: Arguments) -> bool:
    if arguments["SWAP"] not in ("", SWAP):
        raise ValueError(f"SWAP is {arguments['SWAP']}: write {SWAP}, or leave it out to compare only")
    return arguments["SWAP"] == SWAP


def _objects(arguments: Arguments, day: date) -> list[RawObject]:
    """Return what a close of the day would read."""
    since = datetime.combine(day, time.min, UTC) - EARLIEST_SALE
    return raw.arrivals(boto3.client("s3"), arguments["RAW_BUCKET"], arguments, since)
