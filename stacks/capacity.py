"""What a stated load needs, and what AWS allows without asking: the capacity plan."""

import math
from dataclasses import dataclass

KINESIS_LIMITS = "https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html"
LAMBDA_LIMITS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
DYNAMODB_LIMITS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html"


@dataclass(frozen=True, kw_only=True)
class Quota:
    """The most that AWS gives before a request for more, and the page that says so."""

    limit: int
    unit: str
    source: str

    def __str__(self) -> str:
        return f"{self.limit:,} {self.unit} ({self.source})"


SHARD_BYTES = Quota(limit=1_000_000, unit="bytes a second in a shard", source=KINESIS_LIMITS)
SHARD_RECORDS = Quota(limit=1_000, unit="records a second in a shard", source=KINESIS_LIMITS)
RECORD_BYTES = Quota(limit=1_048_576, unit="bytes in a record", source=KINESIS_LIMITS)
# The lowest that any region starts with; the larger ones have 20,000 shards and 10 GB a second.
SHARDS = Quota(limit=1_000, unit="shards in a region", source=KINESIS_LIMITS)
ON_DEMAND_BYTES = Quota(
    limit=200_000_000, unit="bytes a second in an on-demand stream", source=KINESIS_LIMITS
)
CONCURRENCY = Quota(limit=1_000, unit="concurrent executions in a region", source=LAMBDA_LIMITS)
TABLE_WRITES = Quota(limit=40_000, unit="write units a second in a table", source=DYNAMODB_LIMITS)

LEDGER_ROW_BYTES = 120
LEDGER_LINE_BYTES = 12
WRITE_UNIT_BYTES = 1_024


@dataclass(frozen=True, kw_only=True)
class Load:
    """The busiest second that the system is built for. A real grocery sale has 9.4 lines and 1,000 bytes."""

    sales_per_second: float
    bytes_per_sale: int = 1_000
    lines_per_sale: float = 9.4

    @property
    def bytes_per_second(self) -> float:
        """What the stream takes in."""
        return self.sales_per_second * self.bytes_per_sale

    def shards(self, headroom: float) -> int:
        """The shards that carry this load `headroom` times over."""
        by_bytes = self.bytes_per_second / SHARD_BYTES.limit
        by_records = self.sales_per_second / SHARD_RECORDS.limit
        return max(1, math.ceil(headroom * max(by_bytes, by_records)))

    @property
    def writes_per_second(self) -> float:
        """The write units that one consumer's ledger spends: a row a sale, rounded up to whole units."""
        row = LEDGER_ROW_BYTES + LEDGER_LINE_BYTES * self.lines_per_sale
        return self.sales_per_second * math.ceil(row / WRITE_UNIT_BYTES)
