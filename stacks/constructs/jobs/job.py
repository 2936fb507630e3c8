"""Glue jobs with the defaults of this project."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk.aws_glue import CfnJob
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_s3_assets import Asset
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant, grant_put_metrics
from stacks.constructs.jobs.job_code import modules, script
from stacks.constructs.log import Log
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.messages.event_queue import EventQueue
from stacks.constructs.nag import acknowledge
from stacks.deadlines import RETRIES

GLUE_VERSION = "5.1"
WORKER = "G.1X"
# All that a run can end with but success. Glue tells of these:
# https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
BAD_ENDS = ["FAILED", "TIMEOUT", "STOPPED"]
OWN_LOGS = (
    "A security configuration would move the logs to groups that Glue names and that never end. These are"
    " ours, and CloudWatch encrypts them at rest, as it does the functions'."
)
NAG_SUPPRESSIONS = {
    "AwsSolutions::AwsSolutions-GL1": OWN_LOGS,
    "AwsSolutions::AwsSolutions-GL3": "No job keeps a bookmark: the tables themselves know what they hold.",
}


@dataclass(frozen=True, kw_only=True)
class Size:
    """The most workers of a run, its timeout, and whether it may wait for cheaper ones."""

    workers: int
    timeout_minutes: int
    flexible: bool


class Job(Construct):
    """A job `<folder>/<name>.py` on Spark, one run at a time; its role may log, and put metrics."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        folder: str,
        config: Config,
        packages: Asset,
        size: Size,
        arguments: Mapping[str, str],
        counts: bool = True,
    ) -> None:
        super().__init__(scope, name.title().replace("_", ""))
        self.name = name
        self.role = Role(self, "Role", assumed_by=ServicePrincipal("glue.amazonaws.com"))
        if counts:
            grant_put_metrics(self.role, config.namespace)
        code = script(self, f"{folder}/{name}.py")
        for asset in (code, packages):
            grant(self.role, "s3:GetObject", on=asset.bucket.arn_for_objects(asset.s3_object_key))
        logs = self._logs(config)
        self.job = self._job(code, size, {**_of_glue(packages, logs), **arguments})

    @property
    def arn(self) -> str:
        """Return the ARN of the job."""
        return Stack.of(self).format_arn(service="glue", resource="job", resource_name=self.job.ref)

    def _logs(self, config: Config) -> str:
        """Glue makes the names of its two groups of one prefix, and without the groups it can't log.

        https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
        """
        prefix = f"/sluice/{config.environment}/{self.name}"
        error, self.output = (
            Log(self, kind.capitalize(), config=config, name=f"{prefix}/{kind}")
            for kind in ("error", "output")
        )
        for log in (error, self.output):
            grant(self.role, "logs:CreateLogStream", "logs:PutLogEvents", on=log.log_group_arn)
        return prefix

    def _job(self, code: Asset, size: Size, arguments: Mapping[str, str]) -> CfnJob:
        job = CfnJob(
            self,
            "Job",
            command=CfnJob.JobCommandProperty(
                name="glueetl", python_version="3", script_location=code.s3_object_url
            ),
            default_arguments=dict(arguments),
            execution_class="FLEX" if size.flexible else "STANDARD",
            execution_property=CfnJob.ExecutionPropertyProperty(max_concurrent_runs=1),
            glue_version=GLUE_VERSION,
            max_retries=RETRIES,
            number_of_workers=size.workers,
            role=self.role.role_arn,
            timeout=size.timeout_minutes,
            worker_type=WORKER,
        )
        job.node.add_dependency(self.role)
        acknowledge(job, NAG_SUPPRESSIONS)
        return job


def run_failures(
    scope: Construct, construct_id: str, *, jobs: Iterable[Job], dead_letters: DeadLetters
) -> EventQueue:
    """Keep Glue's notices of runs that failed, took too long, or were stopped or killed, one an attempt."""
    return EventQueue(
        scope,
        construct_id,
        source="aws.glue",
        detail_type="Glue Job State Change",
        detail={"jobName": [each.job.ref for each in jobs], "state": BAD_ENDS},
        dead_letters=dead_letters,
    )


def _of_glue(packages: Asset, logs: str) -> dict[str, str]:
    """What Glue itself takes from the arguments. Its metrics would need a GlueContext, which no job has.

    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
    """
    return {
        "--additional-python-modules": modules(),
        "--custom-logGroup-prefix": logs,
        "--datalake-formats": "iceberg",
        "--enable-auto-scaling": "true",
        "--extra-py-files": packages.s3_object_url,
    }
