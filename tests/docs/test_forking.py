"""What may be deleted is deleted whole: nothing else imports it but what its row names."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.synthesis import REPOSITORY

PAGE = (REPOSITORY / "docs/forking.md").read_text()
TABLE = PAGE[PAGE.index("## Delete what you") :]
CELLS = re.compile(r"^\| (.*?) \| (.*?) \| (.*?) \|(?: (.*))? \|$", re.MULTILINE)
ROWS = [row for row in CELLS.findall(TABLE) if "`" in row[1]]


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


@cache
def programs() -> dict[str, list[str]]:
    """Return what each program imports, by its path."""
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=REPOSITORY, capture_output=True, check=True)
    paths = [each for each in tracked.stdout.decode().splitlines() if not each.startswith("findings/")]
    return {each: list(imported(REPOSITORY / each)) for each in paths}


def importers(folders: list[str]) -> list[str]:
    """Return the programs that import from these."""
    modules = tuple(each.removesuffix(".py").replace("/", ".") + "." for each in folders)
    return [
        path for path, names in programs().items() if any(f"{name}.".startswith(modules) for name in names)
    ]


def mirrored(path: str) -> str:
    """Return where the tests of a file or a folder lie."""
    folder, _, name = path.rpartition("/")
    return f"tests/{folder}/test_{name}" if name.endswith(".py") else f"tests/{path}"


@pytest.mark.parametrize(("what", "gone", "named_in", "tests"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_names_all_that_would_miss_it(what: str, gone: str, named_in: str, tests: str) -> None:
    named = paths(gone) + paths(named_in) + [f"tests/{each}" for each in paths(tests)]
    own_tests = list(map(mirrored, paths(gone)))

    missing = [each for each in named if not (REPOSITORY / each).exists()]
    left = [each for each in importers(paths(gone) + own_tests) if not within(each, named + own_tests)]

    assert (missing, left) == ([], []), what
