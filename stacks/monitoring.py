"""The alarms, their topics, and the dashboard."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, RemovalPolicy
from aws_cdk.aws_cloudwatch import Alarm
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_kms import Key
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.alarms import break_glass
from stacks.alarms.alarm_spec import AlarmSpec, Urgency
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.constructs.messages.topic import AlarmTopic
from stacks.constructs.storage.break_glass_uses import BreakGlassUses
from stacks.dashboard import FlowDashboard


@dataclass(frozen=True, kw_only=True)
class MonitoringSettings(Capability):
    """The capability: every alarm of what is named before it, and a dashboard."""

    name: ClassVar[str] = "Monitoring"
    uses: ClassVar[tuple[type[Capability], ...]] = (Capability,)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return MonitoringStack(scope, construct_id, foundation=foundation)


class MonitoringStack(CapabilityStack):
    """The alarms of every stack, each to the topic of its urgency, and a dashboard."""

    def __init__(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> None:
        super().__init__(scope, construct_id)
        self.topics = self._topics()
        storage = foundation.storage
        self.break_glass = BreakGlassUses(self, "BreakGlass", role=storage.break_glass, raw=storage.raw)
        stacks = [foundation.stream, *foundation.built, self]
        self._alarms = {spec.name: self._alarm(spec) for each in stacks for spec in each.alarms()}
        self.dashboard = FlowDashboard(self, "Dashboard", stacks=stacks, alarms=self._alarms)

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms on what no other stack sees."""
        return break_glass.define_alarms(self.break_glass)

    def letters(self) -> Iterable[IQueue]:
        """Return the notices, and those that could not be delivered."""
        return (self.break_glass.queue, self.break_glass.undelivered)

    def _topics(self) -> dict[Urgency, AlarmTopic]:
        """Under a key of their own: the house key's failure is among what they tell."""
        key = Key(
            self,
            "Key",
            description="Encrypts the alarms of Sluice",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        topics = {urgency: AlarmTopic(self, urgency.value, key=key) for urgency in Urgency}
        for urgency, topic in topics.items():
            CfnOutput(self, f"{urgency.value}Topic", value=topic.topic_arn)
        return topics

    def _alarm(self, spec: AlarmSpec) -> Alarm:
        """No word when it is over: a count falls back to nothing while its events still lie aside."""
        alarm = Alarm(
            self,
            spec.name,
            alarm_description=spec.description,
            comparison_operator=spec.comparison,
            evaluation_periods=spec.periods,
            metric=spec.metric,
            threshold=spec.threshold,
            treat_missing_data=spec.missing,
        )
        alarm.add_alarm_action(SnsAction(self.topics[spec.urgency]))
        return alarm
