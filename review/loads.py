"""The loads that a bill is made for, and what one sale is to each service.

Measured: on the 1,676 real baskets of 1 to 4 March 2017. Modelled: assumed, with its reason.
"""

from dataclasses import dataclass

HOURS = 730
SECONDS = HOURS * 3_600
KB = 1_024
GB = KB**3

DAYS_STORED = 365
DAYS_A_MONTH = DAYS_STORED / 12

GZIP_RATIO = 6
"""Measured: 5.9 in objects of 15 sales, 6.9 of 300, 7.0 of 1,500."""

LINES_A_SALE = 9.4
"""Measured: on all baskets of 2017."""

CALL_SECONDS = 0.004
"""Modelled: what benchmarks/ simulates."""

READS_A_CALL, WRITES_A_CALL = 100, 25
"""The most that DynamoDB takes."""

DAY_SECONDS = 86_400

JOB_SECONDS = 65
"""Measured on two slow cores: what of a Spark job doesn't grow with its sales; its start isn't charged.

It is more than the minute that is charged at least: https://aws.amazon.com/glue/pricing/
"""

SALES_A_WORKER_SECOND = 2_000
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
class Load:
    """An average over a month. A real grocery sale has 9.4 lines and 1,000 bytes."""

    events_per_second: float
    bytes_per_event: int = 1_000

    @property
    def sales(self) -> float:
        """A month's sales."""
        return self.events_per_second * SECONDS

    def gigabytes(self, *, rounded_to: int = 1) -> float:
        """A month's sales in GB, each rounded up to whole units of so many bytes."""
        return self.sales * -(-self.bytes_per_event // rounded_to) * rounded_to / GB

    def __str__(self) -> str:
        if not self.events_per_second:
            return "idle"
        return f"{self.events_per_second:g} sale{'s' if self.events_per_second > 1 else ''} a second"


LOADS = (Load(0), Load(1), Load(20), Load(200))
