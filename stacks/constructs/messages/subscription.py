"""Events of one type, from the bus to a queue."""

from typing import cast

from aws_cdk.aws_events import CfnRule, EventPattern, IEventBus, Rule
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.constructs.grant import grant_named_resources
from stacks.constructs.messages.bus import SOURCE
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.queue_target import QueueTarget

OF_A_RULE = "Replays that are named for a rule and this environment: whoever starts one chooses the rest."


class Subscription(Rule):
    """A rule that takes replayed events only if their replay is named for it: "<name>-" and anything.

    A replay reaches every rule of its bus, and an effect must not happen again because somebody else
    wanted to see old events: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        bus: IEventBus,
        detail_type: str,
        effect: str,
        queue: IQueue,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(
            scope,
            name,
            event_bus=bus,
            description=effect,
            event_pattern=EventPattern(source=[SOURCE], detail_type=[detail_type]),
            targets=[QueueTarget(queue, dead_letters=dead_letters)],
        )
        self._prefix = f"{name.lower()}-"
        # CDK's pattern has no field for it.
        rule = cast(CfnRule, self.node.default_child)
        rule.add_property_override("EventPattern.replay-name", [{"exists": False}, {"prefix": self._prefix}])

    def grant_look(self, policy: ManagedPolicy, environment: str) -> None:
        """Let operators follow the environment's replays to this rule."""
        self._grant_replays(policy, environment, "events:DescribeReplay")

    def grant_mend(self, policy: ManagedPolicy, environment: str) -> None:
        """Let operators start and end the environment's replays to this rule."""
        self._grant_replays(policy, environment, "events:CancelReplay", "events:StartReplay")

    def _grant_replays(self, policy: ManagedPolicy, environment: str, *actions: str) -> None:
        """An account has names once: those of an environment's replays say whose they are."""
        grant_named_resources(
            policy,
            *actions,
            service="events",
            resource=f"replay/{self._prefix}{environment}-*",
            because=OF_A_RULE,
        )
