"""What is watched, who is told, and the page on which to look."""

from collections.abc import Iterator, Sequence

from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk.aws_cloudwatch import Alarm
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_kms import Key
from constructs import Construct

from stacks.alarms import consumer as consumer_alarms
from stacks.alarms import events as event_alarms
from stacks.alarms import lake as lake_alarms
from stacks.alarms import push as push_alarms
from stacks.alarms import replay as replay_alarms
from stacks.alarms import shelves as shelves_alarms
from stacks.alarms import stream as stream_alarms
from stacks.alarms.row import Row, Urgency
from stacks.capability import CapabilityStack, Foundation
from stacks.constructs.topic import AlarmTopic
from stacks.dashboard import SalesDashboard


class MonitoringStack(Stack):
    """Alarms from the rows of `stacks/alarms`, each to the topic of its urgency, and a dashboard."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Foundation,
        capabilities: Sequence[CapabilityStack],
    ) -> None:
        super().__init__(scope, construct_id)
        self.topics = self._topics()
        rows = _rows(base, capabilities)
        self.alarms = {row.name: self._alarm(row) for row in rows}
        self.dashboard = SalesDashboard(
            self,
            "Dashboard",
            stream=base.stream,
            consumers=base.consumers.consumers,
            decided={
                "FraudSuspected": base.consumers.fraud,
                "StockLow": base.consumers.shelves,
                "OrdersPlaced": base.events.reorder,
            },
            lake=base.lake,
            capabilities=capabilities,
            alarms=self.alarms,
        )

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

    def _alarm(self, row: Row) -> Alarm:
        """No word when it is over: a count falls back to nothing while its sales still lie aside."""
        alarm = Alarm(
            self,
            row.name,
            alarm_description=row.description,
            comparison_operator=row.comparison,
            evaluation_periods=row.periods,
            metric=row.metric,
            threshold=row.threshold,
            treat_missing_data=row.missing,
        )
        alarm.add_alarm_action(SnsAction(self.topics[row.urgency]))
        return alarm


def _rows(base: Foundation, capabilities: Sequence[CapabilityStack]) -> Iterator[Row]:
    config, replay = base.config, base.replay
    yield from stream_alarms.rows(config, base.stream)
    if base.stream.push is not None:
        yield from push_alarms.rows(base.stream.push)
    for consumer in base.consumers.consumers:
        yield from consumer_alarms.rows(config, consumer)
    yield from shelves_alarms.rows(base.consumers.shelves)
    yield from event_alarms.rows(base.events)
    yield from lake_alarms.rows(config, base.lake)
    yield from replay_alarms.manifest_rows(replay.manifest)
    yield from replay_alarms.machine_rows(replay.replays.machine)
    for capability in capabilities:
        yield from capability.alarms()
