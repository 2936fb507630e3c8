"""The ranges that AWS takes for settings; those of a capability are beside it."""

from dataclasses import dataclass

from limits import firehose, kinesis

MAPPING = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"


@dataclass(frozen=True, kw_only=True)
class Range:
    """The least and the most for a field of the configuration, and the page that says so."""

    field: str
    least: int
    most: int
    source: str

    def __str__(self) -> str:
        return f"{self.least:,} to {self.most:,} ({self.source})"


RANGES = (
    Range(field="profile.batch_size", least=1, most=10_000, source=MAPPING),
    Range(field="profile.batch_window_seconds", least=0, most=300, source=MAPPING),
    Range(field="profile.parallelization", least=1, most=10, source=MAPPING),
    Range(
        field="profile.buffer_seconds",
        least=0,
        most=firehose.BUFFER_SECONDS.limit,
        source=firehose.BUFFER.url,
    ),
    Range(
        field="profile.buffer_mebibytes",
        least=1,
        most=firehose.BUFFER_MEBIBYTES.limit,
        source=firehose.BUFFER.url,
    ),
    # AWS also takes -1, for ever: a record that can't succeed would then hold up its shard until it expires.
    Range(field="retries", least=0, most=10_000, source=MAPPING),
    Range(field="record_age_hours", least=1, most=168, source=MAPPING),
    Range(
        field="stream_retention_hours",
        least=kinesis.RETENTION_LEAST.limit,
        most=kinesis.RETENTION.limit,
        source=kinesis.KEEP.url,
    ),
)
