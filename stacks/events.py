"""The bus of rare events that others act on, and its archive."""

from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, CrossStackReferences, ReferenceStrength
from aws_cdk.aws_iam import ManagedPolicy
from constructs import Construct

from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, check_ranges
from stacks.constructs.grant import grant
from stacks.constructs.messages.bus import ArchivedBus
from stacks.ranges import Range

ARCHIVE = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html"


@dataclass(frozen=True, kw_only=True)
class EventsSettings(Capability):
    """The capability of a bus on which consumers publish what they find out."""

    name: ClassVar[str] = "Events"
    # How far back events can be replayed; an order is known again for longer.
    archive_days: int = 30

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for an archive that AWS does not take."""
        check_ranges(self, [Range(field="archive_days", least=1, most=3_650, source=ARCHIVE)], of="events.")

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return EventsStack(scope, construct_id, settings=self, foundation=foundation)


class EventsStack(CapabilityStack):
    """The bus and its archive; who acts on an event brings the rule and the queue."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: EventsSettings, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self.archive_days = settings.archive_days
        self.bus = ArchivedBus(self, "Bus", config=foundation.config, archive_days=settings.archive_days)
        CrossStackReferences.of(self.bus).produce(ReferenceStrength.STRONG)
        CfnOutput(self, "BusName", value=self.bus.event_bus_name)
        CfnOutput(self, "BusArchive", value=self.bus.archived.archive_name)

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators see what is archived."""
        grant(policy, "events:DescribeArchive", on=self.bus.archived.archive_arn)

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators start replays, which the stack of a rule lets through by their names."""
        grant(policy, "events:StartReplay", on=self.bus.archived.archive_arn)
        grant(policy, "events:StartReplay", on=self.bus.event_bus_arn)
