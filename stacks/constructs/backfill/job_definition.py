"""The job that brings in history: its command, what it may do, when it gives up."""

from collections.abc import Mapping

from aws_cdk import Duration, Size
from aws_cdk.aws_batch import EcsFargateContainerDefinition, EcsJobDefinition, JobQueue
from aws_cdk.aws_ecs import ContainerImage, CpuArchitecture, LogDriver, OperatingSystemFamily
from aws_cdk.aws_iam import Role, ServicePrincipal
from constructs import Construct

from stacks.config import Config
from stacks.constructs.backfill.retries import MOST_ATTEMPTS, retry_strategies
from stacks.constructs.grant import grant_put_metrics
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge

TASKS = ServicePrincipal("ecs-tasks.amazonaws.com")
REGISTRY_LOGIN = (
    "A token for the registry is of the account: it opens what the role may pull. "
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html"
)


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
