"""How long events may wait to be handled together."""

from dataclasses import dataclass, replace

# AWS advises to take 15 minutes, the longest buffer, for late; ours are shorter, and S3 may take its time.
# https://docs.aws.amazon.com/firehose/latest/dev/firehose-cloudwatch-metrics-best-practices.html
DELIVERY_SLACK_SECONDS = 600


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A trade of waiting for fewer invocations and larger objects."""

    batch_size: int
    batch_window_seconds: int
    parallelization: int
    buffer_seconds: int
    buffer_mebibytes: int

    @property
    def delivery_seconds(self) -> int:
        """After so long an event of the stream lies in the raw bucket, or something is wrong."""
        return self.buffer_seconds + DELIVERY_SLACK_SECONDS


LATENCY = Profile(
    batch_size=100, batch_window_seconds=0, parallelization=2, buffer_seconds=15, buffer_mebibytes=16
)
# What somebody waits for: twice as many at once, so that partitions may fall unequally on the
# lanes (docs/benchmarks.md).
DECISION = replace(LATENCY, parallelization=4)
THROUGHPUT = Profile(
    batch_size=500, batch_window_seconds=1, parallelization=4, buffer_seconds=300, buffer_mebibytes=128
)
COST = Profile(
    batch_size=500, batch_window_seconds=30, parallelization=1, buffer_seconds=900, buffer_mebibytes=128
)
