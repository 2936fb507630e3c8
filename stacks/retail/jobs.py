"""The lake's jobs: a row each, those of a night in its order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_events import IEventBus
from aws_cdk.aws_iam import Role

from domain.lake.tables import (
    CLOSINGS,
    DAILY_STORE_SALES,
    PRODUCT_STATEMENTS,
    PRODUCTS,
    QUARANTINED,
    SALE_LINES,
    SALES,
    STORES,
)
from lake.forget_list import FORGETTING
from lake.schema import Table
from stacks.capacity import BUSY_HOURS, WORKERS, Load
from stacks.config import check
from stacks.constructs.grant import grant, grant_objects, grant_read_metrics
from stacks.constructs.jobs.job import Size
from stacks.constructs.stream.archive import EVENTS
from stacks.deadlines import is_flexible
from stacks.storage import StorageStack
from stacks.stream import StreamStack

PROGRAMS = "jobs/retail"
NAMED_BY_FIREHOSE = "Firehose names its objects by arrival hour; a job may read them, in every version."
NAMED_BY_A_RUN = "A list is named by who is forgotten when; its journal beside it, by the list."
FILES_OF_TABLES = "Iceberg names the files of a table; what no state of it needs any more goes for good."
NAMED_BY_SALE = "A claim is named by its sale and hash."
NAMED_BY_STORE = "A file is named by its store; a job may read it, and write what it answers beside it."

HOLDERS = (SALES, SALE_LINES, QUARANTINED)
"""The tables that hold persons."""


@dataclass(frozen=True, kw_only=True)
class JobDependencies:
    """The resources that jobs read from and write to, besides the tables."""

    storage: StorageStack
    stream: StreamStack
    ledgers: Mapping[str, ITable]
    bus: IEventBus | None
    parked: ITable


@dataclass(frozen=True, kw_only=True)
class JobSpec:
    """A job: the tables that it commits to, its other permissions, and how much it has to do by when."""

    name: str
    writes: Sequence[Table]
    grant_access: Callable[[Role, JobDependencies], None]
    # Of the busiest load.
    reads_hours: float
    timeout_minutes: int
    # Then the next job starts; None: then the report is due.
    hours_to_finish: int | None = None

    def size(self, load: Load, *, deadline_minutes: int) -> Size:
        """Return the size for the load and the deadline; raise ConfigError for what can't be done."""
        workers = load.workers(hours=self.reads_hours, seconds=self.timeout_minutes * 60 / 2)
        minutes = 60 * self.hours_to_finish if self.hours_to_finish else deadline_minutes
        check(f"workers of {self.name}", workers, WORKERS)
        return Size(
            workers=workers,
            timeout_minutes=self.timeout_minutes,
            flexible=is_flexible(self.timeout_minutes, deadline_minutes=minutes),
        )


@dataclass(frozen=True, kw_only=True)
class NightlyJobSpec(JobSpec):
    """A job that the clock starts, too, once a night."""

    hours_before_close: int

    def hour(self, close_hour: int) -> int:
        """Return the hour of UTC at which it starts at night."""
        return (close_hour - self.hours_before_close) % 24


def grant_ingest_files(role: Role, dependencies: JobDependencies) -> None:
    """Let a job read what stores sent, write receipts, and send their sales on as a producer does."""
    landing = dependencies.storage.landing
    grant(role, "s3:ListBucket", "s3:ListBucketVersions", on=landing.bucket_arn)
    read = ("s3:GetObject", "s3:GetObjectVersion")
    grant_objects(role, *read, bucket=landing, prefix="", because=NAMED_BY_STORE)
    for prefix in ("attempts/", "receipts/", "taken/"):
        grant_objects(role, "s3:PutObject", bucket=landing, prefix=prefix, because=NAMED_BY_STORE)
    grant(role, "kinesis:PutRecords", on=dependencies.stream.stream.stream_arn)


def grant_read_raw(role: Role, dependencies: JobDependencies) -> None:
    """Let a job read every version of the archived sales, and the oversized ones that they point at."""
    raw = dependencies.storage.raw
    grant(role, "s3:ListBucket", "s3:ListBucketVersions", on=raw.bucket_arn)
    grant_objects(role, "s3:GetObjectVersion", bucket=raw, prefix="events/", because=NAMED_BY_FIREHOSE)
    grant_objects(role, "s3:GetObject", bucket=raw, prefix="claims/", because=NAMED_BY_SALE)


def grant_close_day(role: Role, dependencies: JobDependencies) -> None:
    """Let a job read every other count (raw, ledgers, stream, Firehose), and what is parked, and publish."""
    grant_read_raw(role, dependencies)
    grant(role, "dynamodb:Scan", on=dependencies.parked.table_arn)
    aside = EVENTS.errors
    grant_objects(
        role, "s3:GetObjectVersion", bucket=dependencies.storage.raw, prefix=aside, because=NAMED_BY_FIREHOSE
    )
    for ledger in dependencies.ledgers.values():
        grant(role, "dynamodb:Query", on=ledger.table_arn)
    grant_read_metrics(role)
    if dependencies.bus:
        grant(role, "events:PutEvents", on=dependencies.bus.event_bus_arn)


def grant_forget_sales(role: Role, dependencies: JobDependencies) -> None:
    """Let a job delete versions of the files of the tables that hold persons, and of its own journals."""
    curated = dependencies.storage.curated
    grant(role, "s3:ListBucketVersions", on=curated.bucket_arn)
    write = ("s3:DeleteObjectVersion", "s3:PutObject")
    grant_objects(role, *write, bucket=curated, prefix=FORGETTING, because=NAMED_BY_A_RUN)
    for table in HOLDERS:
        grant_objects(
            role,
            "s3:DeleteObjectVersion",
            bucket=curated,
            prefix=f"{table.name}/",
            because=FILES_OF_TABLES,
        )


JOBS = (
    NightlyJobSpec(
        name="ingest_store_files",
        writes=[PRODUCT_STATEMENTS, PRODUCTS, STORES],
        grant_access=grant_ingest_files,
        reads_hours=0,
        timeout_minutes=30,
        hours_before_close=4,
        hours_to_finish=2,
    ),
    NightlyJobSpec(
        name="curate_sales",
        writes=[SALES, SALE_LINES, QUARANTINED],
        grant_access=grant_read_raw,
        reads_hours=1,
        timeout_minutes=30,
        hours_before_close=2,
        hours_to_finish=2,
    ),
    NightlyJobSpec(
        name="close_day",
        writes=[SALES, SALE_LINES, DAILY_STORE_SALES, CLOSINGS],
        grant_access=grant_close_day,
        # Yesterday, and what its neighbours brought in for it.
        reads_hours=3 * BUSY_HOURS,
        timeout_minutes=60,
        hours_before_close=0,
    ),
)
BY_HAND = (
    JobSpec(
        name="forget_sales",
        writes=HOLDERS,
        grant_access=grant_forget_sales,
        # It reads two columns of all sales, and rewrites the days on which somebody has bought.
        reads_hours=BUSY_HOURS,
        timeout_minutes=60,
    ),
)
"""The jobs that a person starts, and no clock."""
