"""Questions that a retailer asks, saved in Athena: SQL that DuckDB runs as it is, a file a question.

Parameters are question marks, in Athena `execution parameters`; days are given as text: '2017-12-24'.
https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements-querying-using-execution-parameters.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

PARAMETERS = "Parameters: "


@dataclass(frozen=True)
class Question:
    """A query that somebody asks again and again."""

    name: str
    title: str
    description: str
    parameters: Sequence[str]
    sql: str


def read(name: str, text: str) -> Question:
    """The question of a file: three lines of comment, and the query."""
    title, description, parameters, sql = text.split("\n", 3)
    asked = _said(parameters).removeprefix(PARAMETERS).split(", ")
    return Question(name, _said(title), _said(description), asked, sql.strip())


def _said(line: str) -> str:
    return line.removeprefix("-- ")


QUESTIONS = [
    read(path.name.removesuffix(".sql"), path.read_text())
    for path in sorted(resources.files(__name__).iterdir(), key=lambda path: path.name)
    if path.name.endswith(".sql")
]
