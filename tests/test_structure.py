"""A file has a concept: what is small and serves one neighbour alone lies in that neighbour."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pytest

from tests.programs import PACKAGES, files, place
from tests.synthesis import REPOSITORY

SMALL = 60
"""A module of fewer lines has to have a reason to be one."""
TYPICAL = 150
"""Two modules that have more lines together make a worse file than they are."""
ENTRIES = {"__init__", "__main__", "app", "handler"}
"""The ways into a folder call what lies beside them, and hold little else."""
REASONS = {
    "benchmarks/backfill/": "stand-ins of services, each for a contender",
    "limits/": "a table of quotas, one service a file",
    "report/sentences.py": "the words of the report, apart from what calls the template",
}
"""Modules that lie apart all the same, or folders of them, and why."""


def imported_names(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a program imports: a module, and what of it, which may be a module too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from ((str(node.module), f"{node.module}.{each.name}") for each in node.names)
        elif isinstance(node, ast.Import):
            yield from ((each.name, each.name) for each in node.names)


def importers(sources: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Return which programs import each of them, by their places."""
    places = {path.removesuffix(".py").replace("/", "."): path for path in sources}
    found: dict[str, set[str]] = {path: set() for path in sources}
    for path, source in sources.items():
        for module, name in imported_names(source):
            if there := places.get(name) or places.get(module):
                found[there].add(path)
    return found


def mirrored(path: str) -> str:
    """Return where the tests of a module lie."""
    at = PurePosixPath("tests", path)
    return str(at.with_name(f"test_{at.name}"))


def needless_modules(sources: Mapping[str, str]) -> Iterator[str]:
    """Yield each small module that only one neighbour imports, and that would be no worse in it."""
    programs = {path: text for path, text in sources.items() if not path.startswith("tests/")}
    lines = {path: len(text.splitlines()) for path, text in programs.items()}
    for path, users in importers(programs).items():
        if len(users) != 1 or mirrored(path) in sources:
            continue
        [user] = users
        is_small = lines[path] < SMALL and lines[path] + lines[user] <= TYPICAL
        if is_small and is_beside(PurePosixPath(path), PurePosixPath(user)):
            yield path


def is_beside(module: PurePosixPath, user: PurePosixPath) -> bool:
    """Return whether two modules lie in one folder, and neither is the way into it."""
    return module.parent == user.parent and not {module.stem, user.stem} & ENTRIES


def read_all() -> dict[str, str]:
    """Return every program by its place, tests among them."""
    found = [*REPOSITORY.glob("*.py"), *files(*PACKAGES, "tools", "tests")]
    return {place(file): file.read_text() for file in found}


def test_what_serves_one_neighbour_lies_in_it() -> None:
    assert [path for path in needless_modules(read_all()) if not path.startswith(tuple(REASONS))] == []


def test_every_reason_is_that_of_a_module() -> None:
    found = list(needless_modules(read_all()))

    assert [place for place in REASONS if not any(path.startswith(place) for path in found)] == []


SALE, TILL = "sales/sale.py", "sales/till.py"
BESIDE = {SALE: "PRICE = 1\n", TILL: "from sales.sale import PRICE\n"}


def test_a_small_module_of_one_neighbour_is_found() -> None:
    assert list(needless_modules(BESIDE)) == [SALE]
    assert list(needless_modules({**BESIDE, TILL: "from sales import sale\n"})) == [SALE]


@pytest.mark.parametrize(
    "changed",
    [
        {SALE: "PRICE = 1\n" * SMALL},
        {TILL: "from sales.sale import PRICE\n" * TYPICAL},
        {"sales/shop.py": "import sales.sale\n"},
        {"tests/sales/test_sale.py": "from sales.sale import PRICE\n"},
        {TILL: "", "sales/handler.py": "from sales.sale import PRICE\n"},
        {TILL: "", "shop/till.py": "from sales.sale import PRICE\n"},
    ],
    ids=["is large", "makes it long", "has two", "has tests", "serves an entry", "lies elsewhere"],
)
def test_a_module_that_stands_for_itself_is_left_alone(changed: dict[str, str]) -> None:
    assert list(needless_modules({**BESIDE, **changed})) == []
