"""Of every fault the page says what is true: its alarms, runbooks and tests exist."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.synthesis import REPOSITORY, templates

PAGE = REPOSITORY / "docs/faults.md"
LINK = re.compile(r"\[([\w-]+)\]\(([^)]+)\)")
NAMED = re.compile(r"FAULTS ((?:\d+(?:, | and )?)+)")
COVERED = {*range(1, 21), *range(22, 30), 31, *range(33, 58), 59, 60, 61, 62, 63, 64}


@dataclass(frozen=True)
class Fault:
    """A row of the page."""

    number: int
    alarms: list[str]
    runbooks: list[Path]
    tests: list[tuple[str, Path]]


def faults() -> Iterator[Fault]:
    """The rows of the page."""
    for line in PAGE.read_text().splitlines():
        if re.match(r"\| \d+ ", line):
            number, _, _, alarms, runbooks, tests = line.strip("|").split("|")
            yield Fault(
                int(number),
                re.findall(r"\w+", alarms),
                [linked(path) for _, path in LINK.findall(runbooks)],
                [(name, linked(path)) for name, path in LINK.findall(tests)],
            )


def linked(path: str) -> Path:
    """Where a link of the page leads."""
    return (PAGE.parent / path).resolve()


@cache
def docstrings(path: Path) -> dict[str, str]:
    """A module's tests, each with what it says of itself."""
    tree = ast.parse(path.read_text())
    return {
        each.name: ast.get_docstring(each) or "" for each in tree.body if isinstance(each, ast.FunctionDef)
    }


@cache
def alarms() -> list[str]:
    """Every alarm's name: its logical id without the hash."""
    declared = templates("prod")["Sluice-prod-Monitoring"]["Resources"]
    return [name[:-8] for name, body in declared.items() if body["Type"] == "AWS::CloudWatch::Alarm"]


every_fault = pytest.mark.parametrize("fault", list(faults()), ids=lambda fault: str(fault.number))


def test_every_fault_of_a_sale_on_its_way_is_there() -> None:
    assert {fault.number for fault in faults()} == COVERED


@every_fault
def test_every_test_exists_and_names_its_fault(fault: Fault) -> None:
    assert fault.tests
    for name, path in fault.tests:
        said = NAMED.search(docstrings(path)[name])
        assert said, name
        assert str(fault.number) in re.findall(r"\d+", said[1]), name


@every_fault
def test_every_alarm_exists_and_has_its_runbook_beside_it(fault: Fault) -> None:
    assert bool(fault.alarms) == bool(fault.runbooks)
    for alarm in fault.alarms:
        assert any(name.endswith(alarm) for name in alarms()), alarm
    for runbook in fault.runbooks:
        assert runbook.is_file(), runbook
