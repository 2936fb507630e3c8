"""A paged HTTP API that a schedule reads on from its checkpoint."""

import json
from dataclasses import asdict, dataclass

from aws_cdk import CfnParameter, Duration
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_scheduler import Schedule, ScheduleExpression, ScheduleTargetInput
from aws_cdk.aws_scheduler_targets import Universal
from aws_cdk.aws_secretsmanager import CfnSecret
from constructs import Construct

from stacks.constructs.grant import grant
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.nag import acknowledge
from stacks.constructs.sources.intake import IntakeContext, IntakeFunction
from stacks.constructs.sources.operators import SourceOperators
from stacks.constructs.storage.table import DynamoTable

# A page needs 100 s at worst (`lambdas/core/api_source/source.py`), and a run takes as many as fit.
TIMEOUT = Duration.seconds(240)
NOBODY = "https://source.invalid/events"
BY_A_SCHEDULE = {
    "Serverless::Serverless-LambdaDLQ": (
        "A run that failed holds nothing: the cursor has not moved, and the next run reads the same page."
    ),
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow: a schedule passes no trace on."
    ),
}
ROTATION = {
    "AwsSolutions::AwsSolutions-SMG4": (
        "Whoever offers the API issues the token: nobody here can make a new one. Each run reads it anew."
    )
}


@dataclass(frozen=True, kw_only=True)
class ApiWords:
    """An API's name here, its names for things, and how much of it is taken at once.

    The fields are those of `lambdas/core/api_source/api.py`, which says what each means.
    """

    name: str
    cursor_parameter: str = "cursor"
    limit_parameter: str = "limit"
    events_field: str = "events"
    next_field: str = "next"
    page_events: int = 500
    page_bytes: int = 5 * 1_024 * 1_024


@dataclass(frozen=True, kw_only=True)
class ApiSourceSettings:
    """An API, and how often it is read; without a schedule an operator starts each run."""

    words: ApiWords
    every_minutes: int = 5
    scheduled: bool = False


class ApiSource(Construct):
    """An API whose address is given at deploy and whose token is a secret: the template holds neither."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        context: IntakeContext,
        settings: ApiSourceSettings,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name, self.namespace = "api_source", context.config.namespace
        retain = context.config.retain_data
        self.checkpoints = DynamoTable(self, "Checkpoints", key="source", retain=retain)
        self.token = self._token(context.key, retain=retain)
        self.dead_letters = DeadLetters(self, "NotStarted")
        self.function = IntakeFunction(
            self,
            "Function",
            context=context,
            service=self.name,
            environment={
                "API": json.dumps(asdict(settings.words)),
                "API_URL": self._url(scope),
                "CHECKPOINTS_TABLE": self.checkpoints.table_name,
                "TOKEN_SECRET": self.token.ref,
            },
            suppressions=BY_A_SCHEDULE,
            timeout=TIMEOUT,
        )
        role = self.function.execution_role
        grant(role, "dynamodb:GetItem", "dynamodb:PutItem", on=self.checkpoints.table_arn)
        grant(role, "secretsmanager:GetSecretValue", on=self.token.ref)
        self.schedule = self._schedule(settings)

    def grant_operate(self, operators: SourceOperators) -> None:
        """Let operators put the token, set the cursor, start a run, and look at starts that failed."""
        grant(operators, "secretsmanager:PutSecretValue", on=self.token.ref)
        grant(operators, "dynamodb:PutItem", "dynamodb:Scan", on=self.checkpoints.table_arn)
        grant(operators, "lambda:InvokeFunction", on=self.function.function_arn)
        grant(operators, "sqs:GetQueueAttributes", "sqs:ReceiveMessage", on=self.dead_letters.queue_arn)

    def _url(self, scope: Construct) -> str:
        parameter = CfnParameter(
            scope,
            "ApiUrl",
            default=NOBODY,
            description="Where events are read. By default nowhere: every run fails.",
        )
        return parameter.value_as_string

    def _token(self, key: IKey, *, retain: bool) -> CfnSecret:
        """CDK's own construct would add to the key's policy what the function's role is granted here."""
        secret = CfnSecret(
            self,
            "Token",
            description="The bearer token of the API that is read; put the real one in its place.",
            generate_secret_string=CfnSecret.GenerateSecretStringProperty(exclude_punctuation=True),
            kms_key_id=key.key_arn,
        )
        secret.apply_removal_policy(removal_policy(retain=retain))
        acknowledge(secret, ROTATION)
        return secret

    def _schedule(self, settings: ApiSourceSettings) -> Schedule:
        """A run that could not be started is not tried for long: the next one does its work."""
        asked = {"FunctionName": self.function.function_name, "InvocationType": "Event", "Payload": "{}"}
        invoke = PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])
        return Schedule(
            self,
            "Schedule",
            enabled=settings.scheduled,
            schedule=ScheduleExpression.rate(Duration.minutes(settings.every_minutes)),
            target=Universal(
                service="lambda",
                action="invoke",
                input=ScheduleTargetInput.from_object(asked),
                policy_statements=[invoke],
                dead_letter_queue=self.dead_letters,
                max_event_age=Duration.minutes(settings.every_minutes),
                retry_attempts=3,
            ),
        )
