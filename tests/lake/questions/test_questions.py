"""Every saved question says what it answers, and is answered by a test."""

import re
from pathlib import Path

import pytest

from lake.questions import QUESTIONS, Question, read
from tests.lake.questions.asking import BY_NAME


def test_every_question_is_answered_here() -> None:
    tests = (file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    asked = {name for test in tests for name in re.findall(r'ask\(lake, "(\w+)"', test)}

    assert asked == set(BY_NAME)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_says_what_it_answers_and_asks_for(question: Question) -> None:
    assert question.title
    assert question.description.endswith(".")
    assert len(question.parameters) == question.sql.count("?")
    assert all(name.startswith("the ") for name in question.parameters)


def test_a_file_is_read_as_title_description_parameters_and_query() -> None:
    question = read("one", "-- A title\n-- What it says.\n-- Parameters: the day, the store\nSELECT ?, ?\n")

    assert question == Question("one", "A title", "What it says.", ["the day", "the store"], "SELECT ?, ?")
