"""The loads that a bill is made for, and what one event is to each service.

Measured on the example: the 1,676 real baskets of 1 to 4 March 2017. Modelled: assumed, with its reason.
"""

from dataclasses import dataclass

from domain import EVENT

HOURS = 730
SECONDS = HOURS * 3_600
KB = 1_024
GB = KB**3

DAYS_STORED = 365
DAYS_A_MONTH = DAYS_STORED / 12

EVENT_BYTES = 1_000
"""Measured: a real grocery sale of 9.4 lines. Of another domain's events it is assumed."""

GZIP_RATIO = 6
"""Measured: 5.9 in objects of 15 events, 6.9 of 300, 7.0 of 1,500."""

LINES_AN_EVENT = 9.4
"""Measured: on all baskets of 2017."""

CALL_SECONDS = 0.004
"""Modelled: what benchmarks/ simulates."""

READS_A_CALL, WRITES_A_CALL = 100, 25
"""The most that DynamoDB takes."""

DAY_SECONDS = 86_400

JOB_SECONDS = 65
"""Measured on two slow cores: what of a Spark job doesn't grow with its events; its start isn't charged.

It is more than the minute that is charged at least: https://aws.amazon.com/glue/pricing/
"""

EVENTS_A_WORKER_SECOND = 2_000
"""Modelled: four cores of a worker, each at half the pace of one here (docs/benchmarks.md)."""

REREAD_SECONDS = {"curate_sales": 3_600, "close_day": 2 * 86_400}
"""What a job reads once more: the overlap of jobs/raw.py; a day's neighbours in jobs/retail/close_day.py."""

QUALITY_SECONDS = 120
"""Modelled: an evaluation of a table's rules."""

LOG_BYTES_A_RUN = 1_200
"""Modelled: 465 measured for the line of metrics, the rest for Lambda's own lines of a start and a report."""

LOGS_COMPRESSED = 0.15
"""Modelled: what is left of logs when they are kept, as AWS's calculator has it."""


@dataclass(frozen=True)
class MonthlyLoad:
    """An average over a month."""

    events_per_second: float
    bytes_per_event: int = EVENT_BYTES

    @property
    def events(self) -> float:
        """Return a month's events."""
        return self.events_per_second * SECONDS

    def gigabytes(self, *, rounded_to: int = 1) -> float:
        """Return a month's events in GB, each rounded up to whole units of so many bytes."""
        return self.events * -(-self.bytes_per_event // rounded_to) * rounded_to / GB

    def __str__(self) -> str:
        if not self.events_per_second:
            return "idle"
        called = EVENT.nouns if self.events_per_second > 1 else EVENT.noun
        return f"{self.events_per_second:g} {called} a second"


@dataclass(frozen=True)
class MonthlyRuns:
    """A month's invocations of a function: how many, and the events in each."""

    count: float
    events: float


def loads_of(event_bytes: int) -> tuple[MonthlyLoad, ...]:
    """Return an idle month and three loads of events of a size."""
    return tuple(MonthlyLoad(pace, event_bytes) for pace in (0, 1, 20, 200))


LOADS = loads_of(EVENT_BYTES)
