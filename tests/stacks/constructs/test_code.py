"""The functions find what they import, for the processor that they run on."""

import subprocess
import sys
from pathlib import Path

import pytest
from aws_cdk import App, DockerImage, Stack

from stacks.config import ConfigError
from stacks.constructs.code import PLAYED, Install, Layer, code
from tests.stacks.synthesized import app_with
from tests.synthesis import REPOSITORY

MEBIBYTE = 1 << 20
UNUSED = DockerImage.from_registry("never-pulled")


def size(folder: Path) -> int:
    """The bytes of all files under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layer as it is deployed."""
    folder = tmp_path_factory.mktemp("lambda")
    assert Install("lambda").try_bundle(str(folder), image=UNUSED)
    return folder


def test_builds_for_the_processor_and_python_of_the_functions(deployed: Path) -> None:
    compiled = {file.name for file in deployed.rglob("*.so")}

    assert compiled == {"_core.cpython-312-aarch64-linux-gnu.so"}


def test_code_and_layer_stay_below_eight_mebibytes(deployed: Path) -> None:
    code = sum(file.stat().st_size for file in (REPOSITORY / "lambdas").rglob("*.py"))

    assert size(deployed) + code < 8 * MEBIBYTE


def test_builds_for_this_machine_when_asked(tmp_path: Path) -> None:
    Install("host").try_bundle(str(tmp_path), image=UNUSED)

    imported = "import msgspec, aws_lambda_powertools; print(msgspec.__file__)"
    finished = subprocess.run(
        [sys.executable, "-c", imported],
        env={"PYTHONPATH": str(tmp_path / "python")},
        capture_output=True,
        check=True,
        text=True,
    )

    assert finished.stdout.startswith(str(tmp_path))


def test_names_the_targets_it_builds_for_when_asked_for_another() -> None:
    stack = Stack(app_with(layer="windows"), "Stack")

    with pytest.raises(ConfigError, match=r"^layer is 'windows': must be one of lambda, host$"):
        Layer(stack, "Dependencies")


def test_functions_get_the_domain_and_nothing_that_a_demo_plays(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    stack = Stack(app, "Stack")
    placed = code().bind(stack)

    assert placed.s3_location is not None
    [staged] = [path for path in tmp_path.iterdir() if path.name.startswith("asset.")]
    held = {path.relative_to(staged) for path in staged.rglob("*") if path.is_file()}
    assert Path("domain/sale.py") in held
    assert not [path for path in held if any(path.is_relative_to(played) for played in PLAYED)]


@pytest.mark.parametrize("package", ["contracts", "domain", "jobs", "lambdas", "lake", "producer"])
def test_nothing_that_is_deployed_imports_what_a_demo_plays(package: str) -> None:
    modules = {played.removesuffix(".py").replace("/", ".") for played in PLAYED}
    deployed = (
        path
        for path in (REPOSITORY / package).rglob("*.py")
        if not any(path.relative_to(REPOSITORY).is_relative_to(played) for played in PLAYED)
    )

    assert not [path for path in deployed if any(f"{module} " in path.read_text() for module in modules)]
