"""The starts of the lake's jobs: by arrivals, and by the clock."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk.aws_iam import PolicyStatement
from constructs import Construct

from stacks.constructs.jobs.arrivals import LONGEST_WINDOW, Arrivals
from stacks.constructs.jobs.job import Job
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.schedule import Schedule
from stacks.retail.jobs import JOBS
from stacks.storage import StorageStack

ANSWER_WITHIN = Duration.minutes(5)


def start_by_arrival(
    scope: Construct, jobs: Mapping[str, Job], storage: StorageStack, dead_letters: DeadLetters
) -> None:
    """Archived sales are curated, and what a store sent is taken once its manifest is there."""
    Arrivals(
        scope,
        "SalesArrived",
        job=jobs["curate_sales"],
        bucket=storage.raw,
        key={"prefix": "events/"},
        window=LONGEST_WINDOW,
        dead_letters=dead_letters,
    )
    Arrivals(
        scope,
        "FilesArrived",
        job=jobs["ingest_store_files"],
        bucket=storage.landing,
        key={"suffix": ".manifest.json"},
        window=ANSWER_WITHIN,
        dead_letters=dead_letters,
    )


def start_by_the_clock(
    scope: Construct,
    jobs: Mapping[str, Job],
    *,
    close_hour: int,
    enabled: bool,
    dead_letters: DeadLetters,
) -> None:
    """Start every job once a night, whether an event came or not."""
    for spec in JOBS:
        job = jobs[spec.name]
        Schedule(
            scope,
            f"{job.node.id}Nightly",
            action="startJobRun",
            arguments={"JobName": job.job.ref},
            policy_statements=[PolicyStatement(actions=["glue:StartJobRun"], resources=[job.arn])],
            hour=spec.hour(close_hour),
            enabled=enabled,
            dead_letters=dead_letters,
        )
