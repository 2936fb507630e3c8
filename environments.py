"""The environments, each with what sets it apart."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from aws_cdk.aws_logs import RetentionDays

from stacks.account import AccountSettings, Presence
from stacks.backfill import BackfillSettings
from stacks.capability import Capability
from stacks.capacity import Load
from stacks.config import Config, choose
from stacks.constructs.database.capacity import ChangeLoad
from stacks.constructs.push.usage_plan import PushKey
from stacks.constructs.sources.api_source import ApiSourceSettings, ApiWords
from stacks.constructs.sources.device_source import DeviceSourceSettings
from stacks.constructs.sources.queue_source import QueueSourceSettings
from stacks.consumers import ConsumersSettings
from stacks.events import EventsSettings
from stacks.monitoring import MonitoringSettings
from stacks.push import PushSettings
from stacks.replay import ReplaySettings
from stacks.retail.database import DatabaseSettings
from stacks.retail.fraud import FraudSettings
from stacks.retail.lake import LakeSettings
from stacks.retail.shelves import ShelvesSettings
from stacks.retail.source_tables import CHAIN
from stacks.retail.warehouse import WarehouseSettings
from stacks.sources import SourcesSettings

PLAYED_FROM = date(2017, 1, 1)
"""The local environments play real sales of 2017."""
PLAYED_UNTIL = date(2099, 12, 31)
"""Their keys open what is gone when it is destroyed: no play is to fail for a day."""


def dev() -> Config:
    """Cheap to leave idle, quick to see, gone when destroyed."""
    return Config(
        environment="dev",
        load=Load(events_per_second=600),
        capabilities=(
            PushSettings(
                keys=(PushKey(sender="367", expires=PLAYED_UNTIL),),
                why_no_firewall="It is for play: at rest a firewall would cost $8.00 a month.",
            ),
            EventsSettings(archive_days=7),
            ConsumersSettings(),
            FraudSettings(),
            ShelvesSettings(window_seconds=5),
            ReplaySettings(),
            LakeSettings(nightly=False, landing_days=31),
            MonitoringSettings(),
        ),
        headroom=2,
        stream_retention_hours=24,
        replay_horizon_hours=24,
        record_age_hours=12,
        retries=3,
        log_retention=RetentionDays.ONE_WEEK,
        silence_hours=None,
        account=AccountSettings(api_log_role=Presence.ABSENT),
        oldest_day=PLAYED_FROM,
        retain_data=False,
    )


def prod() -> Config:
    """A thousand sales in the busiest second. The senders that push are examples: name your own, or none."""
    return Config(
        environment="prod",
        load=Load(events_per_second=1_000),
        capabilities=(
            PushSettings(
                keys=(
                    PushKey(sender="367", expires=date(2028, 1, 31)),
                    PushKey(sender="381", expires=date(2028, 1, 31)),
                )
            ),
            EventsSettings(),
            ConsumersSettings(),
            FraudSettings(),
            ShelvesSettings(),
            ReplaySettings(),
            LakeSettings(),
            MonitoringSettings(),
        ),
    )


def starter() -> Config:
    """The smallest useful one: a stream, what it took, one consumer, and what failed; gone when destroyed."""
    return Config(
        environment="starter",
        load=Load(events_per_second=10),
        capabilities=(
            ConsumersSettings(only=("inventory",)),
            MonitoringSettings(),
        ),
        headroom=2,
        stream_retention_hours=24,
        replay_horizon_hours=24,
        record_age_hours=12,
        retries=3,
        log_retention=RetentionDays.ONE_WEEK,
        silence_hours=None,
        account=AccountSettings(api_log_role=Presence.ABSENT, dms_roles=Presence.ABSENT),
        oldest_day=PLAYED_FROM,
        retain_data=False,
    )


def full() -> Config:
    """Dev with every capability, for a review and for the demo: some cost money while they are idle."""
    flow = dev()
    return replace(flow, environment="full", capabilities=(SOURCES, *flow.capabilities[:-1], *REST))


SOURCES = SourcesSettings(
    queue=QueueSourceSettings(),
    devices=DeviceSourceSettings(speaker_field="store_id"),
    api=ApiSourceSettings(words=ApiWords(name="partner-shop")),
)
REST: Sequence[Capability] = (
    # An example: name your own host, database and tables.
    DatabaseSettings(
        host="pos.database.example.internal",
        database="pos",
        tables=CHAIN,
        load=ChangeLoad(changes_per_second=200),
        network_range="10.1.0.0/16",
    ),
    BackfillSettings(program="jobs.retail.backfill", nightly=False, landing_days=31),
    # The smallest capacity: its queries are a review's.
    WarehouseSettings(rpu=4),
    MonitoringSettings(),
)
PRESETS: dict[str, Callable[[], Config]] = {"dev": dev, "prod": prod, "full": full, "starter": starter}


def preset(environment: object) -> Config:
    """Return the configuration of a named environment."""
    return choose(PRESETS, environment)
