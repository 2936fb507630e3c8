"""DOMAIN chooses whose events there are, cdk.json by default, and a folder that has none is an error."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.repository_copy import copy_repository
from tests.synthesis import REPOSITORY

SLUICE = "tools/sluice.sh"
OF_MAKE = ("Makefile", "cdk.json", "domain", "environments.py", "examples")
PROGRAMS = ("cdk", "lint-imports", "mypy", "python", "ruff", "sluice")
SET_UP = (".venv/ready", ".venv/spark", "node_modules/ready")
STUB = '#!/bin/bash\necho "$(basename "$0")|${PYTHONPATH:-}|$*"\n'


def ran(
    *command: str, domain: str | None = None, folder: Path = REPOSITORY
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with a domain if one is named."""
    own = ("PYTHON", "DOMAIN", "MAKE")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    named = {} if domain is None else {"DOMAIN": domain}
    return subprocess.run(
        command, cwd=folder, env=variables | named, capture_output=True, check=False, text=True
    )


def make_default(folder: Path, domain: str) -> None:
    """Change the one line that says whose events are deployed, whatever it says."""
    whole = (folder / "cdk.json").read_text()
    [line] = [each for each in whole.splitlines() if '"domain":' in each]
    (folder / "cdk.json").write_text(whole.replace(line, f'    "domain": "{domain}",'))


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    """A repository whose default is another domain, as make sees it; its programs say what they get."""
    for name in OF_MAKE:
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    make_default(tmp_path, "examples/sensors")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / "node_modules").mkdir()
    for name in PROGRAMS:
        (tmp_path / ".venv/bin" / name).write_text(STUB)
        (tmp_path / ".venv/bin" / name).chmod(0o755)
    for name in SET_UP:
        (tmp_path / name).touch()
    return tmp_path


def made(folder: Path, target: str, *options: str) -> list[list[str]]:
    """Return the programs that a target runs: name, path of packages, arguments."""
    done = ran("make", *(f"-o{name}" for name in SET_UP), target, *options, folder=folder)
    assert done.returncode == 0, done.stderr
    return [line.split("|") for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("domain", "option"), [(".", "--store"), ("examples/sensors", "--station")])
def test_the_operators_commands_speak_of_the_domain(domain: str, option: str) -> None:
    shown = ran(SLUICE, "failures", "list", "--help", domain=domain)

    assert shown.returncode == 0
    assert f" {option} " in shown.stdout


def test_the_operators_commands_take_the_domain_that_is_deployed_by_default(tmp_path: Path) -> None:
    folder = copy_repository(tmp_path / "sluice")
    make_default(folder, "examples/sensors")

    shown = ran(SLUICE, "failures", "list", "--help", folder=folder)

    assert " --station " in shown.stdout


def test_the_operators_commands_refuse_a_folder_without_a_domain() -> None:
    refused = ran(SLUICE, "failures", "list", "--help", domain="examples/sensor")

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("sluice: DOMAIN is examples/sensor: ")
    assert refused.stderr.count("\n") == 1


def test_make_refuses_a_folder_without_a_domain() -> None:
    refused = ran("make", "-n", "demo", "DOMAIN=examples/sensor")

    assert refused.returncode == 2
    assert "DOMAIN is examples/sensor: it needs examples/sensor/domain/__init__.py" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("target", ["demo", "synth", "bootstrap", "deploy", "destroy"])
@pytest.mark.parametrize(("options", "domain"), [([], "examples/sensors"), (["DOMAIN=."], ".")], ids=str)
def test_make_plays_and_deploys_the_default_or_what_is_named(
    target: str, options: list[str], domain: str, fork: Path
) -> None:
    ran_by_make = made(fork, target, *options)

    assert ran_by_make
    for name, path, arguments in ran_by_make:
        assert Path(path.split(":")[0]) == (fork / domain).resolve()
        assert name != "cdk" or f"-c domain={domain}" in arguments


@pytest.mark.parametrize("target", ["test", "prove", "lint"])
@pytest.mark.parametrize("options", [[], ["DOMAIN=examples/sensors"]], ids=str)
def test_tests_and_checks_are_of_the_repositorys_own_domain(
    target: str, options: list[str], fork: Path
) -> None:
    ran_by_make = made(fork, target, *options)

    assert ran_by_make
    assert {path for _, path, _ in ran_by_make} == {""}


def test_every_domain_beside_it_passes_what_any_domain_must(fork: Path) -> None:
    arguments = [each for _, _, each in made(fork, "test")]

    assert [each for each in arguments if "examples/sensors" in each] == [
        "-m pytest -o pythonpath=examples/sensors . examples/sensors tests/conformance"
    ]
