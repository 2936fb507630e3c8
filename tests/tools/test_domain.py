"""DOMAIN chooses whose events there are, and a folder that has none is an error."""

import os
import subprocess

import pytest

from tests.synthesis import REPOSITORY

SLUICE = str(REPOSITORY / ".venv/bin/sluice")


def ran(*command: str, domain: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of the repository's with a domain."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env=variables | {"DOMAIN": domain},
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.parametrize(("domain", "option"), [("", "--store"), ("examples/sensors", "--station")])
def test_the_operators_commands_speak_of_the_domain(domain: str, option: str) -> None:
    shown = ran(SLUICE, "failures", "list", "--help", domain=domain)

    assert shown.returncode == 0
    assert f" {option} " in shown.stdout


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
