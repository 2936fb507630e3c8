"""The functions' code: one code asset, and one layer of what it imports."""

import hashlib
import subprocess
import sys
from pathlib import Path

import jsii
from aws_cdk import BundlingOptions, DockerImage, ILocalBundling
from aws_cdk.aws_lambda import Architecture, Code, LayerVersion, Runtime
from constructs import Construct

from stacks.config import ConfigError
from stacks.constructs.packages import REPOSITORY, stage

REQUIREMENTS = REPOSITORY / "lambdas" / "requirements.txt"
CONSTRAINTS = REPOSITORY / "constraints.txt"
PACKAGES = ("contracts", "domain", "lambdas")
RUNTIME = Runtime.PYTHON_3_12
ARCHITECTURE = Architecture.ARM_64
INSTALL = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--link-mode", "copy")
TARGETS = {
    "lambda": ("--python-platform", "aarch64-manylinux2014", "--python-version", "3.12"),
    # The twin runs the functions with this machine's Python and processor.
    "host": (),
}


def code(*besides: str) -> Code:
    """Return what every function runs, one asset for all; and packages that few need besides."""
    return Code.from_asset(str(stage(*PACKAGES, *besides)))


@jsii.implements(ILocalBundling)
class Install:
    """A bundler of wheels for the target, without Docker."""

    def __init__(self, target: str, requirements: Path = REQUIREMENTS) -> None:
        self._target = target
        self._requirements = requirements

    def try_bundle(self, output_dir: str, *, image: DockerImage, **_: object) -> bool:  # noqa: ARG002
        """Install the wheels, or raise: on False CDK would fall back to Docker."""
        into = ("--target", f"{output_dir}/python")
        pinned = ("--only-binary", ":all:", "-r", str(self._requirements), "-c", str(CONSTRAINTS))
        subprocess.run([*INSTALL, *into, *TARGETS[self._target], *pinned], check=True)
        return True


class Layer(LayerVersion):
    """The dependencies of the functions, or of one; `-c layer=host` builds them for this machine instead."""

    def __init__(self, scope: Construct, construct_id: str, *, requirements: Path = REQUIREMENTS) -> None:
        target = scope.node.try_get_context("layer") or "lambda"
        if target not in TARGETS:
            raise ConfigError("layer", repr(target), f"must be one of {', '.join(TARGETS)}")
        super().__init__(
            scope,
            construct_id,
            code=Code.from_asset(
                str(requirements.parent),
                asset_hash=_fingerprint(target, requirements),
                bundling=BundlingOptions(image=RUNTIME.bundling_image, local=Install(target, requirements)),
            ),
            compatible_architectures=[ARCHITECTURE],
            compatible_runtimes=[RUNTIME],
        )


def _fingerprint(target: str, requirements: Path) -> str:
    """The same wheels give the same asset, so an unchanged layer is built once."""
    sources = (requirements.read_bytes(), CONSTRAINTS.read_bytes(), repr(TARGETS[target]).encode())
    return hashlib.sha256(b"\0".join(sources)).hexdigest()
