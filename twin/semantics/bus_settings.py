"""What the template says about an event bus: its rules, their targets, its archives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

import msgspec

from twin.semantics.event_pattern import Event, EventPattern
from twin.semantics.properties import parse

DAY_SECONDS = 86_400


class BusSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """Nothing that a bus says of itself moves an event."""

    name: str
    description: object = None
    kms_key_identifier: object = None
    tags: object = None

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse("AWS::Events::EventBus", cls, properties)


class RetryPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """Limits and defaults: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html."""

    maximum_event_age_in_seconds: Annotated[int, msgspec.Meta(ge=60, le=86_400)] = 86_400
    maximum_retry_attempts: Annotated[int, msgspec.Meta(ge=0, le=185)] = 185


class DeadLetterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """The queue for what could not be delivered."""

    arn: str


class Target(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """A standard queue that takes whole events."""

    id: str
    arn: str
    retry_policy: RetryPolicy = RetryPolicy()
    dead_letter_config: DeadLetterConfig | None = None

    def __post_init__(self) -> None:
        if ":sqs:" not in self.arn or self.arn.endswith(".fifo"):
            raise ValueError(f"Target {self.arn} isn't a standard queue")


class _RuleSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    event_bus_name: str
    event_pattern: dict[str, Any]
    targets: tuple[Target, ...] = ()
    state: Literal["ENABLED", "DISABLED"] = "ENABLED"
    # These move no event.
    name: object = None
    description: object = None
    tags: object = None


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Which events go to which targets."""

    arn: str
    pattern: EventPattern
    targets: tuple[Target, ...]
    enabled: bool

    @classmethod
    def from_properties(cls, arn: str, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        settings = parse("AWS::Events::Rule", _RuleSettings, properties)
        pattern = EventPattern.parse(settings.event_pattern)
        return cls(arn, pattern, settings.targets, settings.state == "ENABLED")

    def takes(self, event: Event) -> bool:
        return self.enabled and self.pattern.matches(event)


class ArchiveSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """ "The number of days to retain events for. Default value is 0. If set to 0, events are retained
    indefinitely." https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html
    """

    source_arn: str
    event_pattern: dict[str, Any] | None = None
    retention_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    # These move no event.
    archive_name: object = None
    description: object = None
    kms_key_identifier: object = None

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse("AWS::Events::Archive", cls, properties)

    @property
    def retention_seconds(self) -> float:
        return self.retention_days * DAY_SECONDS or float("inf")
