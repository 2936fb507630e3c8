"""The function that loads the lake into the warehouse, and measures how far its view is behind."""

from collections.abc import Mapping

from aws_cdk import Duration, Tags
from aws_cdk.aws_events import Rule, RuleTargetInput, Schedule
from aws_cdk.aws_events_targets import LambdaFunction
from aws_cdk.aws_lambda import Code, ILayerVersion
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant, grant_read_metrics
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.warehouse.setup import LONGEST_RUN, NAG_SUPPRESSIONS, grant_run_statements
from stacks.constructs.warehouse.workgroup import Workgroup
from warehouse import LOADER, DeliveryMode

WATCHED_EVERY = Duration.minutes(5)
# What the lake closes in its hour is there an hour later.
HOURS_AFTER_CLOSE = 1


class Loader(Construct):
    """A merge once a day, after the days were closed, and a check every five minutes of a stream's view.

    It signs in under its own role, which is a role of the database by a tag:
    https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-iam-access-federated-db-roles.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        code: Code,
        layer: ILayerVersion,
        workgroup: Workgroup,
        environment: Mapping[str, str],
        delivery: DeliveryMode,
        close_hour: int,
        nightly: bool,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "warehouse"
        self.namespace = config.namespace
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            environment=environment,
            dead_letters=dead_letters,
            suppressions=NAG_SUPPRESSIONS,
            timeout=LONGEST_RUN,
        )
        role = self.function.execution_role
        Tags.of(role).add("RedshiftDbRoles", LOADER)
        grant_run_statements(self.function, workgroup)
        grant(role, "redshift-serverless:GetCredentials", on=workgroup.arn)
        self._dead_letters, self._enabled = dead_letters, nightly
        hour = (close_hour + HOURS_AFTER_CLOSE) % 24
        self._start("Daily", "merge", Schedule.cron(minute="0", hour=str(hour)))
        if delivery is DeliveryMode.STREAMING:
            grant_read_metrics(role)
            self._start("Watch", "watch", Schedule.rate(WATCHED_EVERY))

    def _start(self, name: str, task: str, schedule: Schedule) -> None:
        target = LambdaFunction(
            self.function,
            dead_letter_queue=self._dead_letters,
            event=RuleTargetInput.from_object({"task": task}),
        )
        rule = Rule(self, name, enabled=self._enabled, schedule=schedule, targets=[target])
        self._dead_letters.grant_send(rule.rule_arn)
