"""What may be deleted is deleted whole: nothing else imports it but what its row names."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.synthesis import REPOSITORY

PAGE = (REPOSITORY / "docs/forking.md").read_text()
TABLE = PAGE[PAGE.index("## Delete what you") :]
ROWS = [row for row in re.findall(r"^\| (.*?) \| (.*?) \| (.*?) \|$", TABLE, re.MULTILINE) if "`" in row[1]]


def paths(cell: str) -> list[str]:
    """Return what a cell names, with braces spelled out."""
    found = []
    for text in re.findall(r"`([^`]+)`", cell):
        inner = re.search(r"\{(.*)\}", text)
        choices = inner[1].split(",") if inner else [""]
        found += [text.replace(inner[0], choice) if inner else text for choice in choices]
    return found


def within(path: str, folders: list[str]) -> bool:
    """Return whether a file is one of these, or in one of these folders."""
    return any(path == each or path.startswith(f"{each}/") for each in folders)


def imported(file: Path) -> Iterator[str]:
    """Yield the modules that a program imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def importers(folders: list[str]) -> Iterator[str]:
    """Yield the programs that import from these, tests aside."""
    modules = tuple(each.removesuffix(".py").replace("/", ".") + "." for each in folders)
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=REPOSITORY, capture_output=True, check=True)
    for path in tracked.stdout.decode().splitlines():
        names = () if path.startswith(("tests/", "findings/")) else imported(REPOSITORY / path)
        if any(f"{name}.".startswith(modules) for name in names):
            yield path


@pytest.mark.parametrize(("what", "gone", "named_in"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_names_all_that_would_miss_it(what: str, gone: str, named_in: str) -> None:
    missing = [each for each in paths(gone) + paths(named_in) if not (REPOSITORY / each).exists()]
    left = [each for each in importers(paths(gone)) if not within(each, paths(gone) + paths(named_in))]

    assert (missing, left) == ([], []), what
