"""The same settings make the same templates, wherever and whenever: synthesis asks nobody."""

import ast
from collections.abc import Iterator

import pytest

from tests.synthesis import REPOSITORY

FILES = [REPOSITORY / "environments.py", *sorted((REPOSITORY / "stacks").rglob("*.py"))]
CLIENTS = ("boto3", "botocore", "requests", "socket", "urllib", "urllib3")
ASKED = {"environ", "getenv", "now", "utcnow", "today", "time", "time_ns", "monotonic", "uuid4", "random"}
MODULES = {"os", "datetime", "date", "time", "uuid", "random"}


def questions(source: str) -> Iterator[str]:
    """Yield what a program asks of AWS, a clock, chance or its surroundings."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.partition(".")[0] in CLIENTS)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in CLIENTS:
                yield module
            case ast.Attribute(value=ast.Name(id=name), attr=asked) if name in MODULES and asked in ASKED:
                yield f"{name}.{asked}"


def test_no_stack_asks_aws_a_clock_chance_or_its_environment() -> None:
    found = {file.name: asked for file in FILES if (asked := list(questions(file.read_text())))}

    assert found == {}


@pytest.mark.parametrize(
    "source", ["import boto3", "from urllib.request import urlopen", "os.environ['A']", "datetime.now(UTC)"]
)
def test_a_question_is_found(source: str) -> None:
    assert list(questions(source))
