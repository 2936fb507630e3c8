"""The programs of the repository, by package and place."""

from collections.abc import Iterator
from pathlib import Path

from tests.synthesis import REPOSITORY

PACKAGES = (
    *("benchmarks", "catalogue", "contracts", "demo", "domain", "jobs", "lake", "lambdas", "limits"),
    *("pages", "prices", "producer", "report", "review", "sluice", "stacks", "twin", "warehouse"),
)


def files(*packages: str) -> Iterator[Path]:
    """Yield every program of the packages, or of all of them."""
    for package in packages or PACKAGES:
        yield from sorted((REPOSITORY / package).rglob("*.py"))


def place(file: Path) -> str:
    """Return where a file lies in the repository."""
    return file.relative_to(REPOSITORY).as_posix()
