"""The job that brings in history: its command, what it may do, when it gives up."""

from collections.abc import Mapping

from aws_cdk import Duration, Size
from aws_cdk.aws_batch import (
    Action,
    EcsFargateContainerDefinition,
    EcsJobDefinition,
    JobQueue,
    Reason,
    RetryStrategy,
)
from aws_cdk.aws_ecs import ContainerImage, CpuArchitecture, LogDriver, OperatingSystemFamily
from aws_cdk.aws_iam import Role, ServicePrincipal
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant_put_metrics
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge

TASKS = ServicePrincipal("ecs-tasks.amazonaws.com")
REGISTRY_LOGIN = (
    "A token for the registry is of the account: it opens what the role may pull. "
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html"
)
# The exit codes of jobs/backfill/faults.py.
BAD_INPUT, TRY_AGAIN = "65", "75"
# Fargate's text. CDK's own SPOT_INSTANCE_RECLAIMED is that of EC2, which no Fargate job ends with:
# https://github.com/nextflow-io/nextflow/issues/5786
RECLAIMED = "Your Spot Task was interrupted*"
# https://docs.aws.amazon.com/batch/latest/APIReference/API_RetryStrategy.html
MOST_ATTEMPTS = 10


class BackfillJob(Construct):
    """The job `python -m PROGRAM run`, under a role that so far may only put metrics.

    A container has 30 seconds from SIGTERM to its end, which is more than a part of a chunk takes: AWS Batch
    offers no other time in the properties that CDK's construct renders.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        program: str,
        image: ContainerImage,
        vcpu: float,
        memory_mebibytes: int,
        timeout: Duration,
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(scope, construct_id)
        self.log = Log(self, "Log", config=config)
        self.role = Role(self, "Role", assumed_by=TASKS)
        grant_put_metrics(self.role, config.namespace)
        execution = Role(self, "ExecutionRole", assumed_by=TASKS)
        container = EcsFargateContainerDefinition(
            self,
            "Container",
            command=["python", "-m", program, "run"],
            cpu=vcpu,
            environment=dict(environment),
            execution_role=execution,
            fargate_cpu_architecture=CpuArchitecture.X86_64,
            fargate_operating_system_family=OperatingSystemFamily.LINUX,
            image=image,
            job_role=self.role,
            logging=LogDriver.aws_logs(stream_prefix="backfill", log_group=self.log),
            memory=Size.mebibytes(memory_mebibytes),
        )
        self.definition = EcsJobDefinition(
            self,
            "Definition",
            container=container,
            retry_attempts=MOST_ATTEMPTS,
            retry_strategies=retry_strategies(),
            timeout=timeout,
        )
        acknowledge(execution, {"AwsSolutions::AwsSolutions-IAM5[Resource::*]": REGISTRY_LOGIN})

    def submission(self, queue: JobQueue, *, children: int) -> dict[str, object]:
        """Return the call that starts it, as AWS Batch wants it; one child is no array."""
        array = {"ArrayProperties": {"Size": children}} if children > 1 else {}
        return {
            "JobDefinition": self.definition.job_definition_arn,
            "JobName": "backfill",
            "JobQueue": queue.job_queue_arn,
            **array,
        }


def retry_strategies() -> list[RetryStrategy]:
    """Return which attempts are repeated: those that a reclaimed machine or a passing fault has ended.

    The first rule that fits decides, and where none fits it is tried again:
    https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html
    """
    return [
        # First: a reclaimed container ends with 137, like one that takes too much memory.
        RetryStrategy.of(Action.RETRY, Reason.custom(on_status_reason=RECLAIMED)),
        RetryStrategy.of(Action.EXIT, Reason.custom(on_exit_code=BAD_INPUT)),
        RetryStrategy.of(Action.RETRY, Reason.custom(on_exit_code=TRY_AGAIN)),
        RetryStrategy.of(Action.RETRY, Reason.CANNOT_PULL_CONTAINER),
        RetryStrategy.of(Action.EXIT, Reason.custom(on_reason="*")),
    ]
