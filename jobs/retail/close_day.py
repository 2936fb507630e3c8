"""Glue job: close business days, if the control totals agree."""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import boto3

from domain.bus_events import DayClosed
from domain.lake.tables import TABLES
from jobs import counters, ledgers, metrics, raw
from jobs.arguments import BOUNDS, Arguments
from jobs.conflict_retry import retry_conflicts
from jobs.delivery_controls import ControlFault, RecordCounts, count_set_aside, on_the_way, records
from jobs.engine import spark
from jobs.lake import Lake
from jobs.ledgers import AppliedDay
from jobs.raw import RawObject
from jobs.retail.control_totals import by_rule, by_store
from jobs.retail.day_close import RAW_VIEWS, CloseSummary, close, create_day_views, days_to_close
from jobs.retail.sale_columns import SALE_COLUMNS
from jobs.retail.steps import STEPS
from lambdas.core.bus import Bus
from lambdas.core.parked_days import ParkedDay, ParkedDays
from lambdas.core.raw import LONGEST_DELIVERY, count_backfilled, hour_of

REQUIRED = (
    "RAW_BUCKET",
    "DATABASE",
    "STREAM",
    "DELIVERY_STREAM",
    "SETTLE_MINUTES",
    "METRICS_NAMESPACE",
    "PARKED_DAYS",
    *BOUNDS,
)
# Where nobody keeps a ledger, or nobody listens.
OPTIONAL = ("LEDGERS", "BUS")
# A register may book on the next day, its clock run an hour ahead (domain/sale_id.py, contracts.py), and its
# own day begin 14 hours before that of UTC.
EARLIEST_SALE = timedelta(days=1, hours=15)
# A count may carry a later minute than the object that it counts.
GRACE = timedelta(hours=1)
# So long a blocked day is counted against all of raw; then only hours that bring it something are read.
LONGEST_OPEN = timedelta(days=31)
STORES = "SELECT store_id FROM raw_totals UNION SELECT store_id FROM sales"
LEFT_OPEN = "SELECT DISTINCT business_day FROM open_store_days WHERE NOT stated"
CLOSED = """
    SELECT business_day, version, stores, restated_stores, tag
    FROM closings
    ORDER BY raw_through DESC, business_day DESC, version DESC
"""
# Of a run that died before it told of them; a night closes one day, and seldom restates more than a few.
LATELY = 30


class DayCloseRun:
    """Which days to close, without which stores, from which raw objects, against whose counts."""

    def __init__(
        self, arguments: Arguments, lake: Lake, now: datetime, parked: Sequence[ParkedDay] = ()
    ) -> None:
        self._arguments, self._lake, self._now, self._parked = arguments, lake, now, parked
        self._yesterday = now.date() - timedelta(days=1)

    def close(self) -> CloseSummary:
        """Close what is due; without FROM and TO that is yesterday, and what late sales reopened."""
        asked = self._asked()
        days = days_to_close(self._lake, asked, self._yesterday, self._parked)
        counted_whole = {*asked, *self._left_open()}
        whole = [day for day in days if day in counted_whole]
        since = datetime.combine(whole[0], time.min, UTC) - EARLIEST_SALE
        recent = self._arrived(since - GRACE)
        create_day_views(self._lake, days, restated=set(days) - set(whole))
        late = self._arrived_late(recent)
        self._lake.decode(_numbered([*recent, *late]), SALE_COLUMNS, self._arguments.bounds)
        STEPS.make(self._lake, RAW_VIEWS)
        counted = [*recent, *(each for each in late if each.arrived_at >= since - GRACE)]
        faults = list(self._faults(days, counted, since))
        return close(self._lake, days, self._through(counted), faults, self._parked)

    def _asked(self) -> list[date]:
        last = self._arguments.day("TO") or self._arguments.day("FROM") or self._yesterday
        first = self._arguments.day("FROM") or last
        if not first <= last <= self._now.date():
            raise ValueError(f"No days to close: from {first} to {last}, and today is {self._now.date()}")
        return [first + timedelta(days=each) for each in range((last - first).days + 1)]

    def _arrived(self, since: datetime) -> list[RawObject]:
        """Return what S3 has since then, however old the keys are."""
        bucket = self._arguments["RAW_BUCKET"]
        listed = raw.list_versions(boto3.client("s3"), bucket, since - LONGEST_DELIVERY)
        return [each for each in listed if each.arrived_at >= since]

    def _left_open(self) -> set[date]:
        """Return the days of the last weeks that lack a store: all that came since is read again."""
        found = {row["business_day"] for row in self._lake.rows(LEFT_OPEN)}
        return {day for day in found if day >= self._yesterday - LONGEST_OPEN}

    def _arrived_late(self, recent: Sequence[RawObject]) -> list[RawObject]:
        """Return what came in the hours that brought restated days their sales, and no hour besides.

        Of such a day all other sales were counted by the run that closed it.
        """
        rows = self._lake.rows(STEPS.query("late_arrivals"))
        hours = {hour for row in rows if (hour := hour_of(row["raw_object"]))}
        known = {(each.key, each.version) for each in recent}
        found = raw.list_hours(boto3.client("s3"), self._arguments["RAW_BUCKET"], sorted(hours))
        return [each for each in found if (each.key, each.version) not in known]

    def _through(self, objects: Sequence[RawObject]) -> datetime:
        return max((each.arrived_at for each in objects), default=self._now)

    def _faults(
        self, days: Sequence[date], objects: Sequence[RawObject], since: datetime
    ) -> Iterator[ControlFault]:
        tables = self._arguments.pairs("LEDGERS")
        yield from on_the_way(self._counts(objects, since))
        yield from by_store(self._lake, tables, self._applied(tables, days))
        yield from by_rule(self._lake)

    def _counts(self, objects: Sequence[RawObject], since: datetime) -> RecordCounts:
        """Count records; what the stream took lately may still be on its way."""
        cloudwatch = boto3.client("cloudwatch")
        settled = self._now - timedelta(minutes=int(self._arguments["SETTLE_MINUTES"]))
        stream = counters.incoming_records(self._arguments["STREAM"])
        firehose = counters.delivered_records(self._arguments["DELIVERY_STREAM"])
        held = records(self._lake, {each.key for each in objects})
        backfilled = sum(count for key, count in held.items() if count_backfilled(key) is not None)
        return RecordCounts(
            incoming=stream.total(cloudwatch, since, settled),
            delivered=firehose.total(cloudwatch, since, self._now),
            raw=sum(held.values()) - backfilled,
            put=sum(count_backfilled(each.key) or 0 for each in objects),
            backfilled=backfilled,
            set_aside=count_set_aside(boto3.client("s3"), self._arguments["RAW_BUCKET"], since),
        )

    def _applied(self, tables: dict[str, str], days: Sequence[date]) -> Iterator[AppliedDay]:
        stores = [row["store_id"] for row in self._lake.rows(STORES)]
        return ledgers.count_applied(boto3.client("dynamodb"), tables, stores, days)


def _numbered(objects: Iterable[RawObject]) -> list[RawObject]:
    return [replace(each, number=number) for number, each in enumerate(objects)]


def main(given: Sequence[str], lake: Lake | None = None) -> CloseSummary:
    """Close the days FROM to TO, and those that late sales reopened; print and tell what was closed."""
    arguments = Arguments(given, required=REQUIRED, optional=("FROM", "TO", *OPTIONAL))
    lake = lake or spark(arguments["DATABASE"], TABLES)
    parked = ParkedDays(boto3.client("dynamodb"), arguments["PARKED_DAYS"]).list()
    closed = retry_conflicts(lake, lambda: DayCloseRun(arguments, lake, datetime.now(UTC), parked).close())
    figures = {"DaysClosed": len(closed.tags), "DaysBlocked": closed.left_open}
    metrics.count(boto3.client("cloudwatch"), arguments["METRICS_NAMESPACE"], figures)
    print(json.dumps(closed.figures()))
    if arguments["BUS"]:
        publish_closings(_bus(arguments), lake, closed.tags)
    return closed


def _bus(arguments: Arguments) -> Bus:
    return Bus(boto3.client("events"), arguments["BUS"], boto3.client("s3"), arguments["RAW_BUCKET"])


def publish_closings(bus: Bus, lake: Lake, tags: Collection[str]) -> None:
    """Publish the closings of these tags, and the latest ones again; raise EventsNotPut.

    A closing is remembered first: until it is, nothing is closed. So a run that dies in between has told
    nobody, and the next one does. An event told again has its old id.
    """
    rows = enumerate(lake.rows(CLOSED))
    bus.put([DayClosed(**row) for place, row in rows if place < LATELY or row["tag"] in tags])


if __name__ == "__main__":
    if faults := main(sys.argv[1:]).blocked:
        sys.exit(f"The close is blocked: {faults[0]} ({len(faults)} in all)")
