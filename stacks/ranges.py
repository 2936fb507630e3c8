"""What AWS takes for a setting: a range each."""

from dataclasses import dataclass

from limits import consumers, firehose, kinesis
from stacks.records import KIB

MAPPING = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
CRON = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"
ARCHIVE = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html"
GATEWAY = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
QUOTA = "https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html"
EXPIRY = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
)


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
    Range(field="shelf_window_seconds", least=0, most=300, source=MAPPING),
    Range(field="event_archive_days", least=1, most=3_650, source=ARCHIVE),
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
    Range(field="close_hour", least=0, most=23, source=CRON),
    # What all APIs of a region share.
    Range(field="push.sales_per_second", least=1, most=10_000, source=GATEWAY),
    Range(field="push.burst", least=1, most=5_000, source=GATEWAY),
    Range(field="push.sales_per_day", least=1, most=2_147_483_647, source=QUOTA),
    # Into the infrequently accessed class after 30 days, and out after that.
    Range(field="landing_days", least=31, most=36_500, source=EXPIRY),
    Range(
        field="max_record_size_kib",
        least=kinesis.RECORD_BYTES.limit // KIB,
        # Base64 in an invocation's payload, beside what Lambda adds.
        most=consumers.PAYLOAD_BYTES.limit * 3 // 4 // KIB - 64,
        source=consumers.LAMBDA.url,
    ),
    Range(
        field="stream_retention_hours",
        least=kinesis.RETENTION_LEAST.limit,
        most=kinesis.RETENTION.limit,
        source=kinesis.KEEP.url,
    ),
)
