"""What is installed today is installed tomorrow."""

import re

import pytest

from tests.synthesis import REPOSITORY

PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==[\w.+!-]+( ?;.*)?")
WHERE = ("requirements*.txt", "constraints.txt", "lambdas/**/requirements.txt", "docker/**/requirements.txt")
LISTS = sorted(
    path.relative_to(REPOSITORY).as_posix() for pattern in WHERE for path in REPOSITORY.glob(pattern)
)


@pytest.mark.parametrize("name", LISTS)
def test_every_package_has_an_exact_version(name: str) -> None:
    lines = [line.strip() for line in (REPOSITORY / name).read_text().splitlines()]
    packages = [line for line in lines if line and not line.startswith(("#", "-r ", "-c "))]

    assert [line for line in packages if not PINNED.fullmatch(line)] == []
    assert packages or name != "constraints.txt"
