"""What ECS needs to start a container of a job."""

from pathlib import Path

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import Pairs, allow, app, arn, needed, refused, role
from twin.loopback import ACCOUNT, REGION
from twin.resolve import Resolved

TASKS = "ecs-tasks.amazonaws.com"
OURS = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/images:1"
STREAMS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:jobs:*"
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/images"
PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


def job(directory: Path, image: str, *statements: object) -> Resolved:
    """A job whose container starts under a role that may do what the statements say."""
    container = {
        "ExecutionRoleArn": arn("Execution"),
        "Image": image,
        "JobRoleArn": arn("Own"),
        "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "jobs"}},
    }
    return app(
        directory,
        Execution=role(TASKS, *statements),
        Own=role(TASKS),
        Job=resource("AWS::Batch::JobDefinition", ContainerProperties=container),
    )


def actions(pairs: Pairs) -> set[str]:
    """What is done, without the resource."""
    return {action for action, _ in pairs}


def test_an_image_of_the_account_is_pulled_by_whoever_starts_the_container(tmp_path: Path) -> None:
    assert {"ecr:GetAuthorizationToken", *PULL} < actions(needed(job(tmp_path, OURS)))


def test_a_public_image_asks_for_nothing(tmp_path: Path) -> None:
    found = actions(needed(job(tmp_path, "public.ecr.aws/docker/library/python:3.12")))

    assert not {each for each in found if each.startswith("ecr:")}
    assert found == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_what_is_granted_on_repository_and_log_is_enough(tmp_path: Path) -> None:
    granted = (
        allow("logs:CreateLogStream", "logs:PutLogEvents", on=STREAMS),
        allow("ecr:GetAuthorizationToken", on="*"),
        allow(*PULL, on=REPOSITORY),
    )

    assert not refused(job(tmp_path, OURS, *granted))


def test_without_a_grant_on_its_repository_no_image_is_pulled(tmp_path: Path) -> None:
    other = allow(*PULL, on=REPOSITORY.replace("images", "others"))

    assert set(PULL) <= actions(refused(job(tmp_path, OURS, other)))
