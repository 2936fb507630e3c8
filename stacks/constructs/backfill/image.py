"""The image of the job: the Dockerfile's, which a deploy builds and a synth doesn't, or one that is given."""

from aws_cdk import IgnoreMode
from aws_cdk.aws_ecr_assets import DockerImageAsset, Platform
from aws_cdk.aws_ecs import ContainerImage
from constructs import Construct

from stacks.constructs.packages import PLAYED, REPOSITORY

DOCKERFILE = "docker/backfill/Dockerfile"
# What the Dockerfile copies; nothing else changes the image.
COPIED = (
    "constraints.txt",
    "contracts",
    "docker/backfill",
    "domain",
    "jobs",
    "lambdas",
    "prices",
    "producer",
)


def job_image(scope: Construct, uri: str | None) -> ContainerImage:
    """Return the image at an address, or the one of the Dockerfile."""
    if uri is not None:
        return ContainerImage.from_registry(uri)
    wanted = [f"!{parent}" for path in COPIED for parent in _with_parents(path)]
    played = [f"{package}/{name}" for package, names in PLAYED.items() for name in sorted(names)]
    asset = DockerImageAsset(
        scope,
        "Image",
        directory=str(REPOSITORY),
        file=DOCKERFILE,
        platform=Platform.LINUX_AMD64,
        exclude=["*", *dict.fromkeys(wanted), *played, "**/__pycache__"],
        ignore_mode=IgnoreMode.GIT,
    )
    return ContainerImage.from_docker_image_asset(asset)


def _with_parents(path: str) -> list[str]:
    """Name what is wanted: a folder that is left out takes all in it along."""
    whole = [path] if path.endswith((".py", ".txt")) else [path, f"{path}/**"]
    parent = path.rpartition("/")[0]
    return [parent, *whole] if parent else whole
