"""The manifest of the raw bucket's objects, entered as they arrive."""

from aws_cdk import Duration
from aws_cdk.aws_events import EventPattern, Rule
from aws_cdk.aws_events_targets import LambdaFunction
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant, grant_objects
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.storage.table import DynamoTable

EVENTS = "events/"
# The longest and most often that EventBridge tries: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
LONGEST = Duration.hours(24)
MOST_TRIES = 185
NAG_SUPPRESSIONS = {
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow: S3's event carries no trace."
        " The log says of each object that failed which version it was."
    ),
}


class Manifest(Construct):
    """A rule from the bucket's events to `lambdas/core/manifest/handler.py`, which reads the object.

    EventBridge delivers each event at least once, Lambda tries it three times, and then it is a dead letter.
    Who mends the manifest enters what it lacks by the bucket's own list: no dead letter has to be sent.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        raw: IBucket,
        key: IKey,
        code: Code,
        layer: ILayerVersion,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "manifest"
        self.namespace = config.namespace
        self.table = DynamoTable(self, "Table", key="hour", sort_key="object", retain=config.retain_data)
        self.dead_letters = DeadLetters(self, "NotEntered")
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            environment={"MANIFEST_TABLE": self.table.table_name},
            dead_letters=self.dead_letters,
            suppressions=NAG_SUPPRESSIONS,
        )
        self._grant(raw, key)
        self._listen(raw)

    def _grant(self, raw: IBucket, key: IKey) -> None:
        role = self.function.execution_role
        grant(role, "dynamodb:PutItem", "dynamodb:Query", on=self.table.table_arn)
        grant(role, "kms:Decrypt", on=key.key_arn)
        grant_objects(
            role,
            "s3:GetObjectVersion",
            bucket=raw,
            prefix=EVENTS,
            because="Objects are named by arrival hour; it may read them, each version, and change none.",
        )

    def _listen(self, raw: IBucket) -> None:
        rule = Rule(
            self,
            "Arrived",
            event_pattern=EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [raw.bucket_name]}, "object": {"key": [{"prefix": EVENTS}]}},
            ),
            targets=[
                LambdaFunction(
                    self.function,
                    dead_letter_queue=self.dead_letters,
                    max_event_age=LONGEST,
                    retry_attempts=MOST_TRIES,
                )
            ],
        )
        self.dead_letters.grant_send(rule.rule_arn)
