"""The lake: curated tables, the jobs that fill them, what starts the jobs, and where people ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput
from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from domain.lake import LAKE
from lake.forget_list import FORGETTING
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config, check_ranges
from stacks.constructs.grant import grant, grant_objects
from stacks.constructs.jobs.job import run_failures
from stacks.constructs.lake.curated import Curated
from stacks.constructs.lake.failed_objects import FailedObjects
from stacks.constructs.lake.quality import Quality
from stacks.constructs.lake.questions import Questions
from stacks.constructs.lake.upkeep import Upkeep
from stacks.constructs.lifetime import lifetime_id
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.operators.break_glass import FORGOTTEN
from stacks.constructs.operators.grants import grant_read_letters
from stacks.constructs.storage.table import DynamoTable
from stacks.consumers import ConsumersSettings
from stacks.events import EventsSettings
from stacks.graphs import MetricGraph
from stacks.ranges import Range
from stacks.retail.alarms import lake as alarms
from stacks.retail.constructs.landing_policies import head_office_files_policy, store_files_policy
from stacks.retail.jobs import JOBS
from stacks.retail.lake_jobs import (
    build_jobs,
    find_dependencies,
    grant_follow_jobs,
    grant_forget,
    job_arguments,
)
from stacks.retail.starts import start_by_arrival, start_by_the_clock
from stacks.storage import CURATED, FOR_EVER, LANDING, QUERY_RESULT_DAYS, QUERY_RESULTS, StorageStack

CRON = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html"
EXPIRY = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
)
RANGES = (
    Range(field="close_hour", least=0, most=23, source=CRON),
    # Into the infrequently accessed class after 30 days, and out after that.
    Range(field="landing_days", least=31, most=36_500, source=EXPIRY),
)


@dataclass(frozen=True, kw_only=True)
class LakeSettings(Capability):
    """The capability: tables of what raw holds, files of stores, and a close of each day."""

    name: ClassVar[str] = "Lake"
    uses: ClassVar[tuple[type[Capability], ...]] = (ConsumersSettings, EventsSettings)
    # The close of yesterday and the upkeep of the tables start by themselves; else an operator starts them.
    nightly: bool = True
    # Of UTC, when yesterday's last store is shut; what the close needs starts some hours before.
    close_hour: int = 6
    # So long after that the report is due.
    report_deadline_minutes: int = 180
    # The files as stores sent them; their sales are in raw, for good.
    landing_days: int = 400

    @property
    def buckets(self) -> Mapping[str, int]:
        """Return the buckets of incoming files, of tables, and of query results."""
        return {LANDING: self.landing_days, CURATED: FOR_EVER, QUERY_RESULTS: QUERY_RESULT_DAYS}

    def check(self, config: Config) -> None:  # noqa: ARG002 (the capability's)
        """Raise ConfigError for an hour or an expiry that AWS does not take."""
        check_ranges(self, RANGES, of="lake.")

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> CapabilityStack:
        """Add the stack."""
        return LakeStack(scope, construct_id, settings=self, foundation=foundation)


class LakeStack(CapabilityStack):
    """The jobs that make tables of raw within the hour, and at night a report for each store."""

    name = "lake"

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: LakeSettings, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self.config, self.settings = foundation.config, settings
        self.namespace, storage = self.config.namespace, foundation.storage
        self.storage = storage
        self.curated = self._curated(self.config, storage)
        self._failed(storage)
        Upkeep(self, "Upkeep", curated=self.curated, tables=self.curated.tables, enabled=settings.nightly)
        # What people park, and why, is kept for good.
        self.parked = DynamoTable(
            self, "ParkedDays", key="partition", sort_key="day", retain=self.config.retain_data
        )
        dependencies = find_dependencies(foundation, self.parked)
        self.arguments = job_arguments(self.config, self.curated, dependencies)
        self.jobs = build_jobs(
            self,
            config=self.config,
            deadline_minutes=settings.report_deadline_minutes,
            curated=self.curated,
            arguments=self.arguments,
            dependencies=dependencies,
        )
        self.senders = (
            store_files_policy(self, landing=storage.landing, key=storage.key),
            head_office_files_policy(self, landing=storage.landing, key=storage.key),
        )
        self.dead_letters = DeadLetters(self, "NotStarted")
        self.failed = run_failures(
            self, "RunsFailed", jobs=self.jobs.values(), dead_letters=self.dead_letters
        )
        self._start_jobs(settings)
        self.quality = self._quality(settings)
        self.questions = self._questions(storage)
        self._outputs()

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self)

    def letters(self) -> Iterable[IQueue]:
        """Return the notices of runs, which the look policy has no room for."""
        return (self.failed,)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return what becomes of the archived sales, from left to right."""
        return alarms.define_graphs(self)

    def grant_look(self, policy: ManagedPolicy) -> None:
        """Let operators see metadata of tables, follow jobs, and read what is parked or was not started."""
        grant_read_letters(policy, self.dead_letters)
        grant(policy, "dynamodb:Scan", on=self.parked.table_arn)
        self.curated.grant_describe(policy)
        grant_follow_jobs(policy, self, self.jobs)

    def grant_mend(self, policy: ManagedPolicy) -> None:
        """Let operators start the jobs of the night, and park stores' days."""
        grant(policy, "dynamodb:PutItem", on=self.parked.table_arn)
        for spec in JOBS:
            grant(policy, "glue:StartJobRun", on=self.jobs[spec.name].arn)

    def grant_break_glass(self, policy: ManagedPolicy) -> None:
        """Let the role leave a run what to forget, start it, read what it did, and delete both."""
        grant_forget(policy, self.jobs["forget_sales"], self.storage)
        change = ("s3:DeleteObjectVersion", "s3:GetObject", "s3:PutObject")
        bucket = self.curated.bucket
        grant_objects(policy, *change, bucket=bucket, prefix=FORGETTING, because=FORGOTTEN)
        below = {"StringLike": {"s3:prefix": f"{FORGETTING}*"}}
        grant(policy, "s3:ListBucket", "s3:ListBucketVersions", on=bucket.bucket_arn, conditions=below)

    def _curated(self, config: Config, storage: StorageStack) -> Curated:
        return Curated(
            self,
            "Curated",
            name=f"sluice_{config.environment}_lake_{lifetime_id()}",
            declared=LAKE,
            bucket=storage.curated,
            key=storage.key,
            retain=config.retain_data,
        )

    def _start_jobs(self, settings: LakeSettings) -> None:
        start_by_arrival(self, self.jobs, self.storage, self.dead_letters)
        start_by_the_clock(
            self,
            self.jobs,
            close_hour=settings.close_hour,
            enabled=settings.nightly,
            dead_letters=self.dead_letters,
        )

    def _failed(self, storage: StorageStack) -> None:
        FailedObjects(
            self,
            "Failed",
            declared=LAKE,
            database=self.curated.database,
            schema=self.curated.name,
            quarantine=storage.quarantine,
            failures=storage.failures,
        )

    def _quality(self, settings: LakeSettings) -> Quality:
        return Quality(
            self,
            "Quality",
            curated=self.curated,
            declared=LAKE.rules,
            hour=settings.close_hour,
            enabled=settings.nightly,
            dead_letters=self.dead_letters,
        )

    def _questions(self, storage: StorageStack) -> Questions:
        return Questions(
            self,
            "Questions",
            questions=LAKE.questions,
            database=self.curated.database.database_name,
            query_results=storage.query_results,
            key=storage.key,
        )

    def _outputs(self) -> None:
        CfnOutput(self, "Database", value=self.curated.database.database_name)
        CfnOutput(self, "WorkGroup", value=self.questions.ref)
        CfnOutput(self, "ParkedDaysTable", value=self.parked.table_name)
        for policy in self.senders:
            CfnOutput(self, f"{policy.node.id}PolicyArn", value=policy.managed_policy_arn)
        for job in self.jobs.values():
            CfnOutput(self, f"{job.node.id}Job", value=job.job.ref)
