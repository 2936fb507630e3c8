"""The functions that talk to the database itself: one compares, one changes its user's password."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import PolicyStatement
from aws_cdk.aws_lambda import ILayerVersion
from constructs import Construct

from stacks.config import Config
from stacks.constructs.database.secret import ExistingSecret, SourceSecret
from stacks.constructs.functions.function import Function
from stacks.constructs.functions.placement import Placement
from stacks.constructs.grant import grant
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.rotation import BY_SECRETS_MANAGER
from stacks.constructs.schedule import Schedule
from stacks.constructs.stream.consumer import ConsumerDependencies

# The longest that a function runs: every row of every table is read, on both sides.
LONGEST = Duration.minutes(15)
UNTRACED = "Tracing adds its daemon to each start and has no caller to follow: {} passes no trace on."
BY_THE_CLOCK = {"Serverless::Serverless-LambdaTracing": UNTRACED.format("the Scheduler")}


@dataclass(frozen=True, kw_only=True)
class PrivateParts:
    """The parts of both functions: driver and certificates as layers, network, the database's name."""

    dependencies: ConsumerDependencies
    layers: tuple[ILayerVersion, ...]
    placement: Placement
    environment: Mapping[str, str]


class ComparisonFunction(Construct):
    """The function `lambdas/<name>/handler.py`, which compares what is folded with the source once a day.

    DMS validates nothing that goes to a stream: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Validating.html
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        parts: PrivateParts,
        secret: SourceSecret | ExistingSecret,
        state: ITable,
        tables: str,
        hour: int,
        enabled: bool,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, "Comparison")
        self.name = name
        self.namespace = config.namespace
        self.function = Function(
            self,
            "Function",
            config=config,
            code=parts.dependencies.code,
            layers=[parts.dependencies.layer, *parts.layers],
            service=name,
            environment={
                **parts.environment,
                "SECRET_ARN": secret.arn,
                "STATE_TABLE": state.table_name,
                "TABLES": tables,
            },
            dead_letters=dead_letters,
            suppressions=BY_THE_CLOCK,
            timeout=LONGEST,
            placement=parts.placement,
        )
        secret.grant_read(self.function.execution_role)
        grant(self.function.execution_role, "dynamodb:Query", on=state.table_arn)
        self._daily(hour, dead_letters, enabled=enabled)

    def _daily(self, hour: int, dead_letters: DeadLetters, *, enabled: bool) -> None:
        invoke = PolicyStatement(actions=["lambda:InvokeFunction"], resources=[self.function.function_arn])
        Schedule(
            self,
            "Daily",
            service="lambda",
            action="invoke",
            arguments={"FunctionName": self.function.function_arn, "InvocationType": "Event"},
            policy_statements=[invoke],
            hour=hour,
            enabled=enabled,
            dead_letters=dead_letters,
        )


def rotation(scope: Construct, *, config: Config, parts: PrivateParts) -> Function:
    """Return the function that changes the password of the database's user."""
    return Function(
        scope,
        "Rotation",
        config=config,
        code=parts.dependencies.code,
        layers=[parts.dependencies.layer, *parts.layers],
        service="rotation",
        environment=parts.environment,
        suppressions=BY_SECRETS_MANAGER,
        placement=parts.placement,
    )
