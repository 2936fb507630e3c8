"""Notices of each time that somebody assumes the break-glass role, and of what a call deletes from raw."""

from aws_cdk.aws_events import CfnRule, EventPattern, Rule
from aws_cdk.aws_iam import IRole
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.event_queue import EventQueue
from stacks.constructs.messages.queue_target import QueueTarget


class BreakGlassUses(Construct):
    """A queue of notices: who assumed the role, if a trail logs it, and each deletion, whether or not.

    EventBridge has calls of the account only where a trail of CloudTrail logs management events, reading ones
    too; S3 tells of deletions by itself, and says that no lifecycle rule made them.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, role: IRole, raw: IBucket) -> None:
        super().__init__(scope, construct_id)
        self.undelivered = DeadLetters(self, "Undelivered")
        self.queue = EventQueue(
            self,
            "Notices",
            source="aws.sts",
            detail_type="AWS API Call via CloudTrail",
            detail={"eventName": ["AssumeRole"], "requestParameters": {"roleArn": [role.role_arn]}},
            dead_letters=self.undelivered,
        )
        # CloudTrail calls AssumeRole read-only, and a rule that is merely enabled gets none of those.
        rule = self.queue.rule.node.default_child
        if isinstance(rule, CfnRule):
            rule.state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
        Rule(
            self,
            "Deletions",
            event_pattern=EventPattern(
                source=["aws.s3"],
                detail_type=["Object Deleted"],
                detail={"bucket": {"name": [raw.bucket_name]}, "reason": ["DeleteObject"]},
            ),
            targets=[QueueTarget(self.queue, dead_letters=self.undelivered)],
        )
