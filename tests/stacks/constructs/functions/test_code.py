"""The functions find what they import, for the processor that they run on."""

import subprocess
import sys
from pathlib import Path

import pytest
from aws_cdk import DockerImage, Stack

from stacks.config import ConfigError
from stacks.constructs.functions.code import Install, Layer
from tests.stacks.synthesized import app_with
from tests.synthesis import REPOSITORY

MEBIBYTE = 1 << 20
# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
ELF_MACHINE, AARCH64 = slice(18, 20), b"\xb7\x00"
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
    compiled = {file.name: file.read_bytes()[ELF_MACHINE] for file in deployed.rglob("*.so")}

    assert compiled.keys() == {"_core.cpython-312-aarch64-linux-gnu.so"}
    assert set(compiled.values()) == {AARCH64}


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
