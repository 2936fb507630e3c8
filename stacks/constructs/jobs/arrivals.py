"""Objects that arrive start a job."""

from collections.abc import Mapping

import jsii
from aws_cdk import Duration
from aws_cdk.aws_events import CfnRule, EventPattern, IRuleTarget, Rule, RuleTargetConfig
from aws_cdk.aws_glue import Action, EventBatchingCondition, Workflow
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_s3 import IBucket
from aws_cdk.interfaces.aws_events import IRuleRef
from constructs import Construct

from stacks.constructs.grant import grant
from stacks.constructs.jobs.job import Job
from stacks.constructs.messages.dead_letters import DeadLetters

# The most that Glue collects, in events and in time: https://docs.aws.amazon.com/glue/latest/webapi/API_EventBatchingCondition.html
MOST_EVENTS = 100
LONGEST_WINDOW = Duration.minutes(15)


class Arrivals(Construct):
    """A rule from the bucket's events to a Glue workflow, which collects them and starts the job.

    A start that meets a running one fails, and Glue promises no event's delivery. Neither loses anything: a
    run takes whatever is new since the last one that succeeded, and the nightly one needs no event.
    https://docs.aws.amazon.com/glue/latest/dg/starting-workflow-eventbridge.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        job: Job,
        bucket: IBucket,
        key: Mapping[str, str],
        window: Duration,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        workflow = self._workflow(job, window)
        role = Role(self, "Role", assumed_by=ServicePrincipal("events.amazonaws.com"))
        grant(role, "glue:notifyEvent", on=workflow.workflow_arn)
        rule = self._rule(bucket, key, ToWorkflow(workflow, role, dead_letters))
        dead_letters.grant_send(rule.rule_arn)

    def _workflow(self, job: Job, window: Duration) -> Workflow:
        workflow = Workflow(self, "Workflow", max_concurrent_runs=1)
        workflow.add_event_trigger(
            "Trigger",
            actions=[Action.job(job.job)],
            event_batching_condition=EventBatchingCondition(batch_size=MOST_EVENTS, batch_window=window),
        )
        return workflow

    def _rule(self, bucket: IBucket, key: Mapping[str, str], target: IRuleTarget) -> Rule:
        return Rule(
            self,
            "Rule",
            event_pattern=EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [bucket.bucket_name]}, "object": {"key": [dict(key)]}},
            ),
            targets=[target],
        )


@jsii.implements(IRuleTarget)
class ToWorkflow:
    """A target that CDK lacks. EventBridge tries for a day, and then the event is a dead letter."""

    def __init__(self, workflow: Workflow, role: Role, dead_letters: DeadLetters) -> None:
        self._workflow = workflow
        self._role = role
        self._dead_letters = dead_letters

    def bind(self, rule: IRuleRef, id: str | None = None) -> RuleTargetConfig:  # noqa: A002, ARG002 (CDK's names)
        """Called by the rule."""
        return RuleTargetConfig(
            arn=self._workflow.workflow_arn,
            role=self._role,
            dead_letter_config=CfnRule.DeadLetterConfigProperty(arn=self._dead_letters.queue_arn),
        )
