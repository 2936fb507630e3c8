"""The saved questions, asked of a test's own lake."""

from typing import Any

from domain.lake import LAKE
from tests.domain.lake.sample import Lake, Rows, rows

FROM, TO = "2017-12-22", "2017-12-24"
DAY = "2017-12-23"
BY_NAME = {question.name: question for question in LAKE.questions}


def ask(lake: Lake, name: str, *parameters: str) -> Rows:
    """The answer to a question."""
    return rows(lake, BY_NAME[name].sql, parameters)


def by(answer: Rows, key: str, value: str) -> dict[Any, Any]:
    """One figure of an answer, by another of its columns."""
    found = {row[key]: row[value] for row in answer}
    assert len(found) == len(answer)
    return found
