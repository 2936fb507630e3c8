"""How the lake gets the database's tables: the job that folds the archived changes, and what starts it."""

from collections.abc import Mapping

from aws_cdk.aws_iam import PolicyStatement, Role
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from domain.lake import LAKE
from domain.lake.tables import PRODUCT_STATEMENTS, PRODUCTS, TABLES
from stacks.capacity import WORKERS, Load
from stacks.config import Config, check
from stacks.constructs.grant import grant, grant_objects
from stacks.constructs.jobs.arrivals import LONGEST_WINDOW, Arrivals
from stacks.constructs.jobs.job import Job, Size, run_failures
from stacks.constructs.jobs.job_code import packages
from stacks.constructs.lake.curated import Curated
from stacks.constructs.lake.upkeep import Upkeep
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.schedule import Schedule
from stacks.retail.jobs import PROGRAMS

NAMED_BY_FIREHOSE = "Firehose names its objects by arrival hour; the job may read them, in every version."
TIMEOUT_MINUTES = 30
# A run has what an hour of the busiest changes brought, and half of its time for it.
READS_HOURS = 1
HOURS_BEFORE_CLOSE = 3


class FoldedTables(Construct):
    """The tables that exist only beside a database, and `jobs/retail/fold_database.py`, which fills them."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        raw: IBucket,
        prefix: str,
        curated: Curated,
        arguments: Mapping[str, str],
        load: Load,
        close_hour: int,
        nightly: bool,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self.tables = [curated.add_table(self, table) for table in LAKE.database_tables]
        Upkeep(self, "Upkeep", curated=curated, tables=self.tables, enabled=nightly)
        self.job = Job(
            self,
            "fold_database",
            folder=PROGRAMS,
            config=config,
            packages=packages(self),
            size=_size(load),
            arguments=arguments,
        )
        for table in self.tables:
            self.job.job.node.add_dependency(table)
        self._grant(self.job.role, curated, raw, prefix)
        self._start_by_arrival(raw, prefix, dead_letters)
        self._start_at_night(close_hour, dead_letters, enabled=nightly)
        self.failed = run_failures(self, "Failed", jobs=[self.job], dead_letters=dead_letters)

    def _grant(self, role: Role, curated: Curated, raw: IBucket, prefix: str) -> None:
        curated.grant_find_database(role)
        # Spark looks at every table when it begins.
        curated.grant_read(role, *TABLES)
        curated.grant_write(role, PRODUCT_STATEMENTS, PRODUCTS, *LAKE.database_tables)
        grant(role, "s3:ListBucket", "s3:ListBucketVersions", on=raw.bucket_arn)
        grant_objects(role, "s3:GetObjectVersion", bucket=raw, prefix=prefix, because=NAMED_BY_FIREHOSE)

    def _start_by_arrival(self, raw: IBucket, prefix: str, dead_letters: DeadLetters) -> None:
        """Every quarter of an hour at most."""
        Arrivals(
            self,
            "Arrived",
            job=self.job,
            bucket=raw,
            key={"prefix": prefix},
            window=LONGEST_WINDOW,
            dead_letters=dead_letters,
        )

    def _start_at_night(self, close_hour: int, dead_letters: DeadLetters, *, enabled: bool) -> None:
        """Whatever came."""
        Schedule(
            self,
            "Nightly",
            action="startJobRun",
            arguments={"JobName": self.job.job.ref},
            policy_statements=[PolicyStatement(actions=["glue:StartJobRun"], resources=[self.job.arn])],
            hour=(close_hour - HOURS_BEFORE_CLOSE) % 24,
            enabled=enabled,
            dead_letters=dead_letters,
        )


def _size(load: Load) -> Size:
    workers = load.workers(hours=READS_HOURS, seconds=TIMEOUT_MINUTES * 60 / 2)
    check("workers of fold_database", workers, WORKERS)
    return Size(workers=workers, timeout_minutes=TIMEOUT_MINUTES, flexible=False)
