"""A queue that a rule sends to, by exactly the permission that this takes."""

import jsii
from aws_cdk import Duration
from aws_cdk.aws_events import CfnRule, IRuleTarget, RuleTargetConfig
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_sqs import IQueue
from aws_cdk.interfaces.aws_events import IRuleRef

# The longest and most often that EventBridge tries: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
LONGEST = Duration.hours(24)
MOST_TRIES = 185


@jsii.implements(IRuleTarget)
class QueueTarget:
    """A target that, unlike CDK's own, doesn't let EventBridge read the queue's attributes.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """

    def __init__(self, queue: IQueue, *, dead_letters: IQueue) -> None:
        self._queue = queue
        self._dead_letters = dead_letters

    def bind(self, rule: IRuleRef, id: str | None = None) -> RuleTargetConfig:  # noqa: A002, ARG002 (CDK's names)
        """Let the rule send to both queues."""
        for queue in (self._queue, self._dead_letters):
            queue.add_to_resource_policy(_sending(queue, rule))
        return RuleTargetConfig(
            arn=self._queue.queue_arn,
            dead_letter_config=CfnRule.DeadLetterConfigProperty(arn=self._dead_letters.queue_arn),
            retry_policy=CfnRule.RetryPolicyProperty(
                maximum_event_age_in_seconds=LONGEST.to_seconds(), maximum_retry_attempts=MOST_TRIES
            ),
            target_resource=self._queue,
        )


def _sending(queue: IQueue, rule: IRuleRef) -> PolicyStatement:
    return PolicyStatement(
        actions=["sqs:SendMessage"],
        principals=[ServicePrincipal("events.amazonaws.com")],
        resources=[queue.queue_arn],
        conditions={"ArnEquals": {"aws:SourceArn": rule.rule_ref.rule_arn}},
    )
