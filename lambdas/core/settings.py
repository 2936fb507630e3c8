"""The settings of the functions, read from the environment once at start."""

import os
from dataclasses import MISSING, dataclass, fields
from typing import Self

from lambdas.core.time_bounds import TimeBounds


class MissingSetting(RuntimeError):
    """An environment variable that the template should have set."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The environment of a function, typed: a field each, under its name in capitals."""

    @classmethod
    def from_environment(cls) -> Self:
        """Read the settings; raise MissingSetting and name the one that is not there and has no default."""
        names = {field.name: field.name.upper() for field in fields(cls)}
        optional = {field.name for field in fields(cls) if field.default is not MISSING}
        given = {name: key for name, key in names.items() if name not in optional or os.environ.get(key)}
        return cls(**{name: require(key) for name, key in given.items()})


@dataclass(frozen=True, kw_only=True)
class ReaderSettings(Settings):
    """The settings of every reader of a stream: where it notes how far it is, and how long that is kept."""

    positions_table: str
    positions_hours: str


@dataclass(frozen=True, kw_only=True)
class TimeSettings(Settings):
    """The settings of whoever reads events: the oldest days that are taken, such as 2017-01-01."""

    oldest_day: str
    oldest_history_day: str

    @property
    def bounds(self) -> TimeBounds:
        """Return the bounds."""
        return TimeBounds.parse(self.oldest_day, self.oldest_history_day)


@dataclass(frozen=True, kw_only=True)
class ConsumerSettings(ReaderSettings, TimeSettings):
    """The settings of every consumer of the stream."""

    consumer: str
    quarantine_bucket: str
    claims_bucket: str


@dataclass(frozen=True, kw_only=True)
class LedgerSettings(ConsumerSettings):
    """A consumer that keeps a ledger."""

    ledger_table: str


@dataclass(frozen=True, kw_only=True)
class WebhookConsumerSettings(ConsumerSettings):
    """The consumer that posts alerts; the token is what the receiver wants, if it wants one."""

    alert_window_seconds: str
    idempotency_table: str
    webhook_url: str
    webhook_token: str = ""


@dataclass(frozen=True, kw_only=True)
class FraudConsumerSettings(ConsumerSettings):
    """The consumer that looks for fraud; its thresholds are JSON, its secret has keys of hashes."""

    accounts_table: str
    bus_name: str
    hash_keys_secret: str
    thresholds: str


@dataclass(frozen=True, kw_only=True)
class HashKeySettings(Settings):
    """The function that renews keys of hashes; `kept_days` is how long what is named by one may lie."""

    kept_days: str

    @property
    def kept_seconds(self) -> int:
        """Return it in seconds."""
        return int(self.kept_days) * 86_400


@dataclass(frozen=True, kw_only=True)
class ShelvesReaderSettings(ReaderSettings):
    """The function that follows the stock of each shelf; its rules are JSON."""

    shelves_table: str
    bus_name: str
    claims_bucket: str
    quarantine_bucket: str
    rules: str


@dataclass(frozen=True, kw_only=True)
class ChangeSettings(ReaderSettings, TimeSettings):
    """The function that folds a database's changes; its tables are JSON, `stream` is where events go."""

    consumer: str
    quarantine_bucket: str
    tables: str
    state_table: str
    stream: str


@dataclass(frozen=True, kw_only=True)
class CompareSettings(Settings):
    """The function that holds folded tables against their source; `ca_file` says who vouches for its host."""

    ca_file: str
    database: str
    secret_arn: str
    state_table: str
    tables: str


@dataclass(frozen=True, kw_only=True)
class ManifestSettings(Settings):
    """The function that enters what comes into the raw archive."""

    manifest_table: str


@dataclass(frozen=True, kw_only=True)
class ReplayStepSettings(TimeSettings):
    """The steps of a replay; `at_once` is a number of chunks.

    `consumers` are those of the stream and the ARNs of their functions, `ledgers` those that keep one and it:
    an environment may have none of either.
    """

    answers_bucket: str
    at_once: str
    manifest_table: str
    raw_bucket: str
    replays_table: str
    stream: str
    stream_arn: str
    consumers: str = ""
    ledgers: str = ""


@dataclass(frozen=True, kw_only=True)
class IntakeSettings(TimeSettings):
    """An adapter that puts another source's events on the stream; `consumer` is its folder in quarantine."""

    consumer: str
    quarantine_bucket: str
    stream: str


@dataclass(frozen=True, kw_only=True)
class DeviceSettings(IntakeSettings):
    """The adapter of what topic rules could not put; the topic is a filter with one plus sign."""

    device_topic: str


@dataclass(frozen=True, kw_only=True)
class ApiSettings(IntakeSettings):
    """The adapter of an HTTP API; `api` is JSON, the words and bounds of `lambdas/core/api_source/api.py`."""

    api: str
    api_url: str
    checkpoints_table: str
    token_secret: str


@dataclass(frozen=True, kw_only=True)
class WarehouseLoaderSettings(Settings):
    """The function that merges into the warehouse and watches its view."""

    delivery: str
    freshness_seconds: str
    stream: str
    workgroup: str


@dataclass(frozen=True, kw_only=True)
class WarehouseSetupSettings(Settings):
    """The function that sets the warehouse up; `delivery_secret` is of Firehose's user, if any."""

    breach_action: str
    catalog: str
    delivery: str
    namespace: str
    oldest_day: str
    stream: str
    usage_limit_rpu_hours: str
    workgroup: str
    workgroup_arn: str
    delivery_secret: str = ""


def require(name: str) -> str:
    """Return a variable of the environment; raise MissingSetting if it is not there."""
    if not (value := os.environ.get(name)):
        raise MissingSetting(f"{name} is not set: the function's environment must name it")
    return value
