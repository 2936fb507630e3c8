"""The environments of weather stations: the flow of events, its consumers, and what repairs them."""

from datetime import date

from aws_cdk.aws_logs import RetentionDays

from stacks.capacity import Load
from stacks.config import Config
from stacks.consumers import ConsumersSettings
from stacks.monitoring import MonitoringSettings
from stacks.replay import ReplaySettings
from stacks.webhook import WebhookSettings


def dev() -> Config:
    """A thousand stations, a reading a minute each; gone when destroyed."""
    return Config(
        environment="dev",
        load=Load(events_per_second=17),
        capabilities=(
            ConsumersSettings(),
            WebhookSettings(url="https://alerts.example.invalid/warm"),
            ReplaySettings(),
            MonitoringSettings(),
        ),
        stream_retention_hours=24,
        replay_horizon_hours=24,
        record_age_hours=12,
        retries=3,
        log_retention=RetentionDays.ONE_WEEK,
        silence_hours=None,
        # The readings are of 2013; those that the demo adds are of the year before.
        oldest_day=date(2012, 1, 1),
        retain_data=False,
    )


PRESETS = {"dev": dev}
