"""What AWS Batch needs, and what ECS needs to start a container of a job on Fargate."""

from collections.abc import Iterator, Mapping
from typing import Any

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.arns import log_streams
from twin.permissions.needs.row import NeedCase, NeedRow
from twin.resolve import Resolved

BATCH, TASKS = "batch.amazonaws.com", "ecs-tasks.amazonaws.com"
ENVIRONMENT, JOB = "AWS::Batch::ComputeEnvironment", "AWS::Batch::JobDefinition"
EXECUTION = "https://docs.aws.amazon.com/batch/latest/userguide/execution-IAM-role.html"
JOB_ROLE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html"
PULL = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html"
OF_REGISTRY = ".dkr.ecr."


def _container(job: Resource) -> Mapping[str, Any]:
    container: Mapping[str, Any] = job.properties["ContainerProperties"]
    return container


def _logs(_: Resolved, job: Resource) -> Iterator[NeedCase]:
    """The container's log driver writes into the group that the definition names."""
    container = _container(job)
    group = container["LogConfiguration"]["Options"]["awslogs-group"]
    yield NeedCase(resources=(log_streams(group),), role=container["ExecutionRoleArn"])


def _login(_: Resolved, job: Resource) -> Iterator[NeedCase]:
    if _is_ours(job):
        yield NeedCase(resources=("*",), role=_container(job)["ExecutionRoleArn"])


def _pulls(_: Resolved, job: Resource) -> Iterator[NeedCase]:
    """An image of the account's registry; a public one asks for nothing."""
    if _is_ours(job):
        repository = _container(job)["Image"].partition("/")[2].partition(":")[0]
        arn = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{repository}"
        yield NeedCase(resources=(arn,), role=_container(job)["ExecutionRoleArn"])


def _acts(_: Resolved, job: Resource) -> Iterator[NeedCase]:
    """The program's own calls are evaluated as it makes them: here it has to get the role."""
    yield NeedCase(resources=(), role=_container(job)["JobRoleArn"])


def _is_ours(job: Resource) -> bool:
    return OF_REGISTRY in str(_container(job)["Image"])


ROWS = (
    NeedRow(
        service=TASKS,
        type=JOB,
        page=EXECUTION,
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        arise=_logs,
    ),
    NeedRow(service=TASKS, type=JOB, page=PULL, actions=("ecr:GetAuthorizationToken",), arise=_login),
    NeedRow(
        service=TASKS,
        type=JOB,
        page=PULL,
        actions=("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
        arise=_pulls,
    ),
    NeedRow(service=TASKS, type=JOB, page=JOB_ROLE, actions=(), arise=_acts),
)
