"""Every saved question says what it answers, and is answered by a test."""

import re
from pathlib import Path

import pytest

from domain.lake import LAKE
from lake.questions import Question
from tests.domain.lake.questions.asking import BY_NAME


def test_every_question_is_answered_here() -> None:
    tests = (file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    asked = {name for test in tests for name in re.findall(r'ask\(lake, "(\w+)"', test)}

    assert asked == set(BY_NAME)


@pytest.mark.parametrize("question", LAKE.questions, ids=lambda question: question.name)
def test_every_question_says_what_it_answers_and_asks_for(question: Question) -> None:
    assert question.title
    assert question.description.endswith(".")
    assert len(question.parameters) == question.sql.count("?")
    assert all(name.startswith("the ") for name in question.parameters)
