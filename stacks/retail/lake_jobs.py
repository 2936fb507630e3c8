"""The lake's jobs, each sized for the load and the deadline, with what the scripts in `jobs` ask for."""

import math
from collections.abc import Mapping

from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import ManagedPolicy

from domain.lake import LAKE
from lake.forget_list import FORGETTING
from stacks.capability import Foundation
from stacks.capability_stack import CapabilityStack
from stacks.config import Config
from stacks.constructs.grant import Holder, grant, grant_key, grant_named_resources, grant_objects
from stacks.constructs.jobs.job import Job
from stacks.constructs.jobs.job_code import packages
from stacks.constructs.lake.curated import Curated
from stacks.consumers import ConsumersStack
from stacks.events import EventsStack
from stacks.retail.jobs import BY_HAND, JOBS, NAMED_BY_A_RUN, PROGRAMS, JobDependencies
from stacks.storage import StorageStack

JOBS_OF_THE_STACK = "Every job of the lake's stack, whose names begin so; a policy has 6,144 characters."


def find_dependencies(foundation: Foundation, parked: ITable) -> JobDependencies:
    """Return what the jobs read from and write to; ledgers and a bus only if they are there."""
    consumers, events = foundation.find(ConsumersStack), foundation.find(EventsStack)
    return JobDependencies(
        storage=foundation.storage,
        stream=foundation.stream,
        ledgers=consumers.tables if consumers else {},
        bus=events.bus if events else None,
        parked=parked,
    )


def build_jobs(
    stack: CapabilityStack,
    *,
    config: Config,
    deadline_minutes: int,
    curated: Curated,
    arguments: Mapping[str, str],
    dependencies: JobDependencies,
) -> dict[str, Job]:
    """Add the jobs to the stack, and return them by name."""
    code, jobs = packages(stack), {}
    for spec in (*JOBS, *BY_HAND):
        job = Job(
            stack,
            spec.name,
            folder=PROGRAMS,
            config=config,
            packages=code,
            size=spec.size(config.load, deadline_minutes=deadline_minutes),
            arguments=arguments,
            counts=spec in JOBS,
        )
        curated.grant_find_database(job.role)
        curated.grant_read(job.role, *LAKE.tables)
        curated.grant_write(job.role, *spec.writes)
        spec.grant_access(job.role, dependencies)
        job.job.node.add_dependency(curated)
        jobs[spec.name] = job
    return jobs


def job_arguments(config: Config, curated: Curated, dependencies: JobDependencies) -> dict[str, str]:
    """Return what the scripts ask for; of ledgers and a bus only if they are there."""
    ledgers = (f"{name}={table.table_name}" for name, table in dependencies.ledgers.items())
    optional = {
        "--BUS": dependencies.bus.event_bus_name if dependencies.bus else None,
        "--LEDGERS": ",".join(ledgers),
    }
    return {name: value for name, value in optional.items() if value} | {
        "--conf": curated.spark_settings(curated.name),
        "--CURATED_BUCKET": dependencies.storage.curated.bucket_name,
        "--DATABASE": curated.name,
        "--DELIVERY_STREAM": dependencies.stream.archive.delivery.delivery_stream_name,
        "--LANDING_BUCKET": dependencies.storage.landing.bucket_name,
        "--METRICS_NAMESPACE": config.namespace,
        "--PARKED_DAYS": dependencies.parked.table_name,
        **{f"--{name}": day for name, day in config.time_environment.items()},
        "--QUARANTINE_BUCKET": dependencies.storage.quarantine.bucket_name,
        "--RAW_BUCKET": dependencies.storage.raw.bucket_name,
        "--SETTLE_MINUTES": str(math.ceil(config.profile.delivery_seconds / 60)),
        "--STREAM": dependencies.stream.stream.stream_name,
    }


def grant_forget(holder: Holder, job: Job, storage: StorageStack) -> None:
    """Let whoever forgets a person write the list for the job, and start it."""
    grant(holder, "glue:StartJobRun", on=job.arn)
    grant_objects(holder, "s3:PutObject", bucket=storage.curated, prefix=FORGETTING, because=NAMED_BY_A_RUN)
    grant_key(holder, "kms:GenerateDataKey", key=storage.key, through=("s3",))


def grant_follow_jobs(policy: ManagedPolicy, stack: CapabilityStack, jobs: Mapping[str, Job]) -> None:
    """Let operators see runs of the stack's jobs, and what they print."""
    grant_named_resources(
        policy,
        *("glue:GetJob", "glue:GetJobRun", "glue:GetJobRuns"),
        service="glue",
        resource=f"job/{stack.stack_name}-*",
        because=JOBS_OF_THE_STACK,
    )
    for job in jobs.values():
        grant(policy, "logs:DescribeLogStreams", "logs:FilterLogEvents", on=job.output.log_group_arn)
