"""A package that is missing takes the commands that need it, and no other."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from sluice.__main__ import app
from tests.synthesis import REPOSITORY

IMPORTED = """
import json, sys
from typer.testing import CliRunner
from sluice.__main__ import app
CliRunner().invoke(app, ["raw", "check", "--help"])
print(json.dumps([each for each in sys.modules if each.startswith("sluice.")]))
"""


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def without_lake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the lake's tables be found nowhere, as where their package isn't installed."""
    for name in [each for each in sys.modules if each.startswith("sluice.lake.") or each == "lake.lake_spec"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NothingOf("lake.lake_spec"), *sys.meta_path])


class NothingOf:
    """Finds no module of a name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(self, name: str, *_: object) -> None:
        if name == self._name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.usefixtures("without_lake")
def test_a_command_that_lacks_a_package_names_it_in_one_line() -> None:
    answer = ran("tables", "dev", "--any", "2017-12-22T17")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "sluice: tables needs the Python module lake.lake_spec, which isn't there: install what provides it\n"
    )


@pytest.mark.usefixtures("without_lake")
def test_every_other_command_goes_on() -> None:
    assert ran("failures", "list", "--help").exit_code == 0
    assert ran("replay", "start", "--help").exit_code == 0
    assert ran("curate", "--help").exit_code == 0


@pytest.mark.usefixtures("without_lake")
def test_the_help_names_every_command_and_says_what_is_missing() -> None:
    shown = " ".join(ran("--help").stdout.split())

    assert "Not available: the Python module lake.lake_spec isn't" in shown
    assert "dead-letters" in shown


def test_imports_no_group_but_the_one_that_is_typed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    groups = {name.split(".")[1] for name in json.loads(done.stdout)}
    assert "raw" in groups
    assert not groups & {"failures", "lake", "rebuild", "replay", "retail", "status"}


def test_a_word_that_is_no_command_is_refused() -> None:
    assert ran("nothing").exit_code == 2
