"""What may differ between environments. Safe values are the defaults; dev opts out of what costs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from aws_cdk.aws_logs import RetentionDays

from stacks.capacity import CONCURRENCY, ON_DEMAND_BYTES, RECORD_BYTES, SHARDS, TABLE_WRITES, Load, Quota


class ConfigError(ValueError):
    """A setting that AWS or the promise does not allow."""

    def __init__(self, field: str, value: object, limit: object) -> None:
        super().__init__(f"{field} is {value}: {limit}")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How long sales may wait to be handled together."""

    batch_size: int
    batch_window_seconds: int
    parallelization: int
    buffer_seconds: int
    buffer_mebibytes: int


LATENCY = Profile(
    batch_size=100, batch_window_seconds=0, parallelization=2, buffer_seconds=15, buffer_mebibytes=16
)
THROUGHPUT = Profile(
    batch_size=500, batch_window_seconds=1, parallelization=4, buffer_seconds=300, buffer_mebibytes=128
)
COST = Profile(
    batch_size=500, batch_window_seconds=30, parallelization=1, buffer_seconds=900, buffer_mebibytes=128
)


@dataclass(frozen=True, kw_only=True)
class Range:
    """The least and the most that AWS takes for a setting, and the page that says so."""

    field: str
    least: int
    most: int
    source: str


MAPPING = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
BUFFER = "https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html"
RETENTION = "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html"
RANGES = (
    Range(field="profile.batch_size", least=1, most=10_000, source=MAPPING),
    Range(field="profile.batch_window_seconds", least=0, most=300, source=MAPPING),
    Range(field="profile.parallelization", least=1, most=10, source=MAPPING),
    Range(field="profile.buffer_seconds", least=0, most=900, source=BUFFER),
    Range(field="profile.buffer_mebibytes", least=1, most=128, source=BUFFER),
    Range(field="retries", least=0, most=10_000, source=MAPPING),
    Range(field="record_age_hours", least=1, most=168, source=MAPPING),
    Range(field="stream_retention_hours", least=24, most=8_760, source=RETENTION),
)


@dataclass(frozen=True, kw_only=True)
class Config:
    """One environment. Everything that depends on the load or the profile is derived from it."""

    environment: str
    load: Load
    profile: Profile = LATENCY
    # None: the stream scales itself. A number: shards for that many times the stated load, at a fixed price.
    provisioned_headroom: float | None = None
    stream_retention_hours: int = 168
    # How far back a consumer may have to start again from the stream; older sales come from the raw bucket.
    replay_horizon_hours: int = 72
    # A record older than this goes to the failure archive while the stream still has it.
    record_age_hours: int = 120
    retries: int = 10
    # None: shards times parallelization already bounds it, and a reserve is taken from every other function.
    reserved_concurrency: int | None = None
    log_retention: RetentionDays = RetentionDays.THREE_MONTHS
    # Buckets, key, stream and ledgers outlive their stacks, and ledgers refuse deletion.
    retain_data: bool = True

    def __post_init__(self) -> None:
        for error in (*self._out_of_range(), *self._contradictory(), *self._over_quota()):
            raise error

    @property
    def shards(self) -> int | None:
        """The shards to provision, or none when the stream scales itself."""
        return None if self.provisioned_headroom is None else self.load.shards(self.provisioned_headroom)

    @property
    def concurrency(self) -> int:
        """The most invocations of one consumer at once, at the stated load."""
        return (self.shards or self.load.shards(headroom=2)) * self.profile.parallelization

    def _out_of_range(self) -> Iterator[ConfigError]:
        for allowed in RANGES:
            value = attrgetter(allowed.field)(self)
            if not allowed.least <= value <= allowed.most:
                limit = f"AWS takes {allowed.least:,} to {allowed.most:,} ({allowed.source})"
                yield ConfigError(allowed.field, value, limit)

    def _contradictory(self) -> Iterator[ConfigError]:
        retention = self.stream_retention_hours
        if self.replay_horizon_hours > retention:
            limit = f"the stream forgets after stream_retention_hours, {retention}"
            yield ConfigError("replay_horizon_hours", self.replay_horizon_hours, limit)
        if self.record_age_hours >= retention:
            limit = f"must be below stream_retention_hours, {retention}, or records vanish unarchived"
            yield ConfigError("record_age_hours", self.record_age_hours, limit)

    def _over_quota(self) -> Iterator[ConfigError]:
        uses: dict[str, tuple[float, Quota]] = {
            "load.bytes_per_sale": (self.load.bytes_per_sale, RECORD_BYTES),
            "load.writes_per_second": (self.load.writes_per_second, TABLE_WRITES),
            "shards": (self.shards or 0, SHARDS),
            "concurrency": (self.concurrency, CONCURRENCY),
        }
        if self.shards is None:
            uses["load.bytes_per_second"] = (self.load.bytes_per_second, ON_DEMAND_BYTES)
        for field, (value, quota) in uses.items():
            if value > quota.limit:
                yield ConfigError(field, f"{value:,.0f}", f"the quota is {quota}")


def dev() -> Config:
    """Cheap to leave idle, quick to see, gone when destroyed."""
    return Config(
        environment="dev",
        load=Load(sales_per_second=600),
        provisioned_headroom=2,
        stream_retention_hours=24,
        replay_horizon_hours=24,
        record_age_hours=12,
        retries=3,
        log_retention=RetentionDays.ONE_WEEK,
        retain_data=False,
    )


def prod() -> Config:
    """A thousand sales in the busiest second."""
    return Config(environment="prod", load=Load(sales_per_second=1_000))


PRESETS: dict[str, Callable[[], Config]] = {"dev": dev, "prod": prod}


def preset(environment: str) -> Config:
    """The configuration of a named environment."""
    if environment not in PRESETS:
        raise ConfigError("environment", repr(environment), f"must be one of {', '.join(PRESETS)}")
    return PRESETS[environment]()
