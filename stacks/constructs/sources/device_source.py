"""Devices publish over MQTT; topic rules put what they say on the stream, with no function between.

SQL errors reach no error action (https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html),
and a condition on a field that is missing is neither true nor false
(https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-operators.html): hence a rule for each answer,
and no operator that joins them, so that at least one of them takes each message.
"""

from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk.aws_iam import PolicyDocument, PolicyStatement, Role, ServicePrincipal
from aws_cdk.aws_iot import CfnPolicy, CfnTopicRule
from constructs import Construct

from stacks.constructs.grant import grant
from stacks.constructs.messages.queue import WorkQueue
from stacks.constructs.sources.intake import IntakeContext, IntakeFunction, map_queue, visibility_timeout
from stacks.constructs.sources.operators import SourceOperators

# Without it a template gets the SQL of 2015: https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-sql-version.html
SQL_VERSION = "2016-03-23"
# `topic(3)`: https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html#iot-function-topic
SPEAKER = "topic(3)"
# One function reads what either says.
AS_AN_ERROR_ACTION = "topic() AS topic, encode(*, 'base64') AS base64OriginalPayload"
THING = "${iot:Connection.Thing.ThingName}"
SPEAKS_FOR = "${iot:Connection.Thing.Attributes[%s]}"


@dataclass(frozen=True, kw_only=True)
class DeviceSourceSettings:
    """Devices that publish to sluice/ENVIRONMENT/SPEAKER/events, with the speaker in `speaker_field` too.

    A device is a thing whose attribute of that name says for whom it speaks. What a rule could not put is
    tried again from a queue, `tries` times, once in six minutes.
    """

    speaker_field: str
    batch: int = 10
    at_once: int = 2
    tries: int = 20


@dataclass(frozen=True, kw_only=True)
class RuleSpec:
    """A topic rule: which messages it takes, and whether they go on the stream."""

    name: str
    where: str
    goes_on_stream: bool = True


def rule_specs(field: str) -> tuple[RuleSpec, ...]:
    """Return a rule for each answer to: does the message speak for the owner of its topic?"""
    return (
        RuleSpec(name="Own", where=f"{field} = {SPEAKER}"),
        # Consumers keep what can't be read in quarantine, as from every other source.
        RuleSpec(name="Unreadable", where=f"isUndefined({field})"),
        RuleSpec(name="Foreign", where=f"{field} <> {SPEAKER}", goes_on_stream=False),
    )


class DeviceSource(Construct):
    """The rules, the queue of what they could not put, and the policy for devices."""

    def __init__(
        self, scope: Construct, construct_id: str, *, context: IntakeContext, settings: DeviceSourceSettings
    ) -> None:
        super().__init__(scope, construct_id)
        self.name, self.namespace = "device_source", context.config.namespace
        self.root = f"sluice/{context.config.environment}"
        self.failed = WorkQueue(
            self, "Failed", visibility=visibility_timeout(), tries=settings.tries, key=context.key
        )
        self.function = IntakeFunction(
            self,
            "Function",
            context=context,
            service=self.name,
            environment={"DEVICE_TOPIC": self.topic_filter},
        )
        self.mapping = map_queue(
            self,
            queue=self.failed,
            function=self.function,
            batch=settings.batch,
            at_once=settings.at_once,
        )
        role = self._role(context)
        self.rules = [self._rule(spec, context, role) for spec in rule_specs(settings.speaker_field)]
        self.policy = self._policy(settings.speaker_field)

    @property
    def topic_filter(self) -> str:
        """Return the topics to which devices publish; the plus sign stands for the speaker."""
        return f"{self.root}/+/events"

    def grant_operate(self, operators: SourceOperators) -> None:
        """Let operators look at what waits and was given up, and send it back."""
        operators.grant_letters(self.failed)

    def _role(self, context: IntakeContext) -> Role:
        role = Role(self, "Role", assumed_by=ServicePrincipal("iot.amazonaws.com"))
        grant(role, "kinesis:PutRecord", on=context.stream.stream_arn)
        grant(role, "sqs:SendMessage", on=self.failed.queue_arn)
        grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=context.key.key_arn)
        return role

    def _rule(self, spec: RuleSpec, context: IntakeContext, role: Role) -> CfnTopicRule:
        failed = self._to_queue(role)
        put = CfnTopicRule.ActionProperty(
            kinesis=CfnTopicRule.KinesisActionProperty(
                partition_key=f"${{{SPEAKER}}}",
                role_arn=role.role_arn,
                stream_name=context.stream.stream_name,
            )
        )
        # As an error action would say it, so that one function reads both.
        selected = (
            "*" if spec.goes_on_stream else "topic() AS topic, encode(*, 'base64') AS base64OriginalPayload"
        )
        rule = CfnTopicRule(
            self,
            spec.name,
            topic_rule_payload=CfnTopicRule.TopicRulePayloadProperty(
                actions=[put if spec.goes_on_stream else failed],
                aws_iot_sql_version=SQL_VERSION,
                error_action=failed,
                sql=f"SELECT {selected} FROM '{self.topic_filter}' WHERE {spec.where}",  # noqa: S608 (no input)
            ),
        )
        # A rule that is made before its role may act would lose what it matches.
        rule.node.add_dependency(role)
        return rule

    def _to_queue(self, role: Role) -> CfnTopicRule.ActionProperty:
        return CfnTopicRule.ActionProperty(
            sqs=CfnTopicRule.SqsActionProperty(
                queue_url=self.failed.queue_url, role_arn=role.role_arn, use_base64=False
            )
        )

    def _policy(self, field: str) -> CfnPolicy:
        """Attach it to a device's certificate: connect under its thing's name, publish for its speaker alone.

        https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
        """
        stack = Stack.of(self)
        client, topic = (
            stack.format_arn(service="iot", resource=kind, resource_name=name)
            for kind, name in (
                ("client", THING),
                ("topic", f"{self.root}/{SPEAKS_FOR % field}/events"),
            )
        )
        document = PolicyDocument(
            statements=[
                PolicyStatement(
                    actions=["iot:Connect"],
                    resources=[client],
                    conditions={"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
                ),
                PolicyStatement(actions=["iot:Publish"], resources=[topic]),
            ]
        )
        return CfnPolicy(self, "Policy", policy_document=document)
