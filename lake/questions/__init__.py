"""Questions that people ask again, saved in Athena: SQL that DuckDB runs as it is, a file a question.

Parameters are question marks, in Athena `execution parameters`; days are given as text: '2017-12-24'.
https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements-querying-using-execution-parameters.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

PARAMETERS = "Parameters: "


@dataclass(frozen=True)
class Question:
    """A saved query: `<name>.sql` of a package."""

    name: str
    package: str
    title: str
    description: str
    parameters: Sequence[str]
    sql: str

    @property
    def path(self) -> str:
        """Return where its file lies, from the root of the sources."""
        return f"{self.package.replace('.', '/')}/{self.name}.sql"


def read_question(name: str, package: str, text: str) -> Question:
    """Return the question of a file: three lines of comment, and the query."""
    title, description, parameters, sql = (line.removeprefix("-- ") for line in text.split("\n", 3))
    asked = parameters.removeprefix(PARAMETERS).split(", ")
    return Question(name, package, title, description, asked, sql.strip())


def read_questions(package: str) -> list[Question]:
    """Return the questions of a package by name."""
    return [
        read_question(path.name.removesuffix(".sql"), package, path.read_text())
        for path in sorted(resources.files(package).iterdir(), key=lambda path: path.name)
        if path.name.endswith(".sql")
    ]


FAILURE_QUESTIONS = read_questions(__name__)
"""Those about the view of failures, which every lake has."""
