"""The settings that may differ between environments. Safe values are the defaults; dev opts out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from aws_cdk.aws_logs import RetentionDays

from limits.firehose import RECORD_BYTES as DELIVERED_BYTES
from stacks.account import AccountSettings
from stacks.capacity import (
    CONCURRENCY,
    ON_DEMAND_SHARDS,
    RESERVED,
    SHARDS,
    TABLE_WRITES,
    Load,
    Quota,
)
from stacks.constructs.storage.break_glass import BreakGlassSettings
from stacks.profiles import LATENCY, Profile
from stacks.ranges import RANGES, Range
from stacks.records import RecordDistribution
from stacks.retention import KEPT_DAYS, LOCKED_DAYS, ClassRetention, RetentionSettings

if TYPE_CHECKING:
    from stacks.capability import Capability

    Settings = TypeVar("Settings", bound=Capability)

# An on-demand stream takes up to twice its earlier peak at once:
# https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
ON_DEMAND_HEADROOM = 2

OF_THE_BASE = 1
"""The functions of every environment: the one that makes each record a line of raw."""


class ConfigError(ValueError):
    """A setting that AWS does not take or that would break the promise."""

    def __init__(self, field: str, value: object, limit: object) -> None:
        super().__init__(f"{field} is {value}: {limit}")


@dataclass(frozen=True, kw_only=True)
class Config:
    """An environment. What depends on its load and profile is derived from them."""

    environment: str
    load: Load
    profile: Profile = LATENCY
    # What is built on the stream and the raw archive, in the order in which events flow; each at most once.
    capabilities: "Sequence[Capability]" = ()
    # None: the stream scales itself. A number: shards for that many times the load, at a fixed price.
    headroom: float | None = None
    stream_retention_hours: int = 168
    # An event of a day before it is refused, whatever puts it on the stream: senders, files, a full load, a
    # replay, a redrive. Move it on when nothing before it will be replayed.
    oldest_day: date = date(2025, 1, 1)
    # The same of history that a backfill writes to raw, from where a rebuild takes it.
    oldest_history_day: date = date(2010, 1, 1)
    # How far back a consumer may have to start again from the stream; older events come from the raw bucket.
    replay_horizon_hours: int = 72
    # An older record goes to the failure archive, while the stream still has it.
    record_age_hours: int = 120
    # How records find their shard: by the key that their sender gives, or by Kinesis's own choice.
    record_distribution: RecordDistribution = RecordDistribution.BY_KEY
    # Nobody ever sends two payloads under one id, which the order by key settles.
    payloads_never_change: bool = False
    retries: int = 10
    # None: shards times parallelization bounds it already, and a reserve is taken from all other functions.
    reserved_concurrency: int | None = None
    log_retention: RetentionDays = RetentionDays.THREE_MONTHS
    # Without an event for so long an alarm pages; None: no sender promised any. The longest that a
    # real chain sold nothing in 2017, but for Thanksgiving and Christmas, was 6 h 43 min.
    silence_hours: int | None = 8
    # How long raw, quarantine and failures keep what they hold, and whether versions are locked or held.
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    # Who may delete versions of objects, to take a record out of raw for good.
    break_glass: BreakGlassSettings = field(default_factory=BreakGlassSettings)
    # Of what an account has only once, what this environment makes: one environment of a region may.
    account: AccountSettings = field(default_factory=AccountSettings)
    # Buckets, key, stream, tables and catalog outlive their stacks; only a deployment deletes a table.
    retain_data: bool = True

    def __post_init__(self) -> None:
        check_ranges(self, RANGES)
        kept = (e for name, each in self.retention.classes.items() for e in self._unkept(name, each))
        for error in (*self._contradictory(), *kept, *self._misplaced(), *self._over_quota()):
            raise error
        for capability in self.capabilities:
            capability.check(self)
        self.check_concurrency(sum(each.lanes(self) for each in self.capabilities))

    @property
    def namespace(self) -> str:
        """Return the metrics' namespace, so that no two environments of an account add to one count."""
        return f"Sluice/{self.environment}"

    @property
    def time_environment(self) -> dict[str, str]:
        """Return what functions and jobs that read events are told of the oldest days."""
        return {
            "OLDEST_DAY": self.oldest_day.isoformat(),
            "OLDEST_HISTORY_DAY": self.oldest_history_day.isoformat(),
        }

    @property
    def record_bytes(self) -> int:
        """Return the most that a record and its key may have: a producer's `record_bytes`.

        It is the least of the limits on a record's way; consumers refuse more.
        """
        return DELIVERED_BYTES.limit

    @property
    def shards(self) -> int | None:
        """Return the shards to provision, or none when the stream scales itself."""
        return None if self.headroom is None else self.load.shards(headroom=self.headroom)

    def concurrency(self, lanes: int) -> int:
        """Return the most invocations at once that so many lanes of each shard cause at the stated load."""
        return lanes * (self.shards or self.load.shards(headroom=ON_DEMAND_HEADROOM))

    def check_concurrency(self, lanes: int) -> None:
        """Refuse consumers that can't run at once: they would throttle one another, and all functions."""
        check("concurrency", self.concurrency(lanes), CONCURRENCY)

    def find(self, kind: "type[Settings]") -> "Settings | None":
        """Return the settings of a capability that may be there."""
        return next((each for each in self.capabilities if isinstance(each, kind)), None)

    def _contradictory(self) -> Iterator[ConfigError]:
        retention = f"stream_retention_hours, {self.stream_retention_hours}"
        if self.replay_horizon_hours > self.stream_retention_hours:
            limit = f"the stream forgets after {retention}"
            yield ConfigError("replay_horizon_hours", self.replay_horizon_hours, limit)
        if self.record_age_hours >= self.stream_retention_hours:
            limit = f"a record that failed must be archived before {retention}"
            yield ConfigError("record_age_hours", self.record_age_hours, limit)
        if self.oldest_history_day > self.oldest_day:
            limit = f"history is no younger than what senders push, from {self.oldest_day} on"
            yield ConfigError("oldest_history_day", self.oldest_history_day, limit)
        if not (self.break_glass.require_mfa or self.break_glass.principals):
            limit = "name principals, or anybody's stolen key could delete from raw"
            yield ConfigError("break_glass.require_mfa", False, limit)
        yield from self._unkeyed()

    def _unkept(self, name: str, kept: ClassRetention) -> Iterator[ConfigError]:
        """Yield the errors of a class of objects; what only costs something is a warning of its settings."""
        of, lock = f"retention.{name}", kept.lock
        days = ((KEPT_DAYS, kept.days), (LOCKED_DAYS, lock.days if lock else None))
        for allowed, value in days:
            if value is not None and not allowed.least <= value <= allowed.most:
                yield ConfigError(f"{of}.{allowed.field}", value, f"AWS takes {allowed}")
        if kept.days is not None and kept.days * 24 <= self.stream_retention_hours:
            limit = f"keep it longer than the stream, stream_retention_hours of {self.stream_retention_hours}"
            yield ConfigError(f"{of}.days", kept.days, limit)
        if kept.days is not None and lock is not None and lock.days > kept.days:
            limit = f"{of}.days is {kept.days}, and until a lock ends nothing expires: keep it as long"
            yield ConfigError(f"{of}.lock.days", lock.days, limit)
        if kept.lockable and not self.retain_data:
            limit = "set retain_data: a bucket with a lock or a hold can't be emptied to go with its stack"
            yield ConfigError(f"{of}.{'lock' if lock else 'legal_hold'}", "set", limit)

    def _misplaced(self) -> Iterator[ConfigError]:
        for name, times in Counter(each.name for each in self.capabilities).items():
            if times > 1:
                yield ConfigError("capabilities", f"{times} of {name}", "each is named at most once")
        for at, each in enumerate(self.capabilities):
            before, after = self.capabilities[:at], self.capabilities[at + 1 :]
            for needed in each.needs:
                if not any(isinstance(other, needed) for other in before):
                    limit = f"name {needed.__name__} before {type(each).__name__}, which builds on it"
                    yield ConfigError("capabilities", f"{each.name} without {needed.name}", limit)
            for later in after:
                if isinstance(later, each.uses):
                    limit = f"name {type(later).__name__} before {type(each).__name__}, which looks for it"
                    yield ConfigError("capabilities", f"{each.name} before {later.name}", limit)

    def _unkeyed(self) -> Iterator[ConfigError]:
        """docs/decisions/0016-what-is-new-and-not-used.md says what the order by key is needed for."""
        if self.record_distribution is RecordDistribution.BY_KEY:
            return
        auto = self.record_distribution.value
        if self.headroom is not None:
            limit = "only an on-demand stream takes it: set headroom to None"
            yield ConfigError("record_distribution", auto, limit)
        if not self.payloads_never_change:
            limit = (
                "of two payloads under one id the ledgers and a rebuild may keep different ones:"
                " set payloads_never_change if nobody sends any"
            )
            yield ConfigError("record_distribution", auto, limit)

    def _over_quota(self) -> Iterator[ConfigError]:
        yield from find_excess("load.bytes_per_event", self.load.bytes_per_event, DELIVERED_BYTES)
        yield from find_excess("load.writes_per_second", self.load.writes_per_second, TABLE_WRITES)
        yield from find_excess("reserved_concurrency of all functions", self._reserved, RESERVED)
        yield from find_excess(
            "load.shards", self.load.shards(headroom=self.headroom or 1), self._shard_quota
        )

    @property
    def _reserved(self) -> int:
        functions = OF_THE_BASE + sum(each.functions for each in self.capabilities)
        return functions * (self.reserved_concurrency or 0)

    @property
    def _shard_quota(self) -> Quota:
        return ON_DEMAND_SHARDS if self.headroom is None else SHARDS


def check_ranges(settings: object, ranges: Iterable[Range], *, of: str = "") -> None:
    """Raise ConfigError for the first field of `settings` that AWS does not take; `of` stands before it."""
    for allowed in ranges:
        value = attrgetter(allowed.field)(settings)
        if not allowed.least <= value <= allowed.most:
            raise ConfigError(f"{of}{allowed.field}", value, f"AWS takes {allowed}")


def check(field: str, value: float, quota: Quota) -> None:
    """Raise the error of a value over its quota."""
    for error in find_excess(field, value, quota):
        raise error


def find_excess(field: str, value: float, quota: Quota) -> Iterator[ConfigError]:
    """Yield the error of a value over its quota, or nothing."""
    if value > quota.limit:
        yield ConfigError(field, f"{value:,.0f}", f"AWS gives {quota}")


def choose(environments: Mapping[str, Callable[[], Config]], name: object) -> Config:
    """Return the configuration of a named environment; raise ConfigError for a name that none has."""
    if name not in environments:
        raise ConfigError("environment", repr(name), f"must be one of {', '.join(environments)}")
    return environments[str(name)]()
