"""A queue in which events lie until an operator removes them, or they are too old to matter."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Duration
from aws_cdk.aws_events import EventPattern, Rule
from aws_cdk.aws_sqs import Queue, QueueEncryption
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.queue_target import QueueTarget
from stacks.constructs.nag import acknowledge

LONGEST = Duration.days(14)
NOT_WORK = "Nobody works through it: an alarm tells of the first notice, and somebody reads and removes it."


class EventQueue(Queue):
    """A queue of the AWS events that fit a pattern, encrypted, TLS only, without a consumer.

    By default they are notices of failures. An alarm counts what lies in it, and `not_work` says to the rule
    packs why it has no dead letters.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source: str,
        detail_type: str,
        detail: Mapping[str, Any],
        resources: Sequence[str] = (),
        kept: Duration = LONGEST,
        not_work: str = NOT_WORK,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            encryption=QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=kept,
        )
        suppressed = ("AwsSolutions::AwsSolutions-SQS3", "Serverless::Serverless-SQSRedrivePolicy")
        acknowledge(self, dict.fromkeys(suppressed, not_work))
        self.rule = Rule(
            scope,
            f"{construct_id}Rule",
            event_pattern=EventPattern(
                source=[source],
                detail_type=[detail_type],
                detail=dict(detail),
                resources=list(resources) or None,
            ),
            targets=[QueueTarget(self, dead_letters=dead_letters)],
        )
