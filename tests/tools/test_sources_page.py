"""The page about sources is the table, and the table answers every question of every source."""

import re
from dataclasses import fields

import pytest

from environments import SOURCES as SETTINGS
from stacks.retail.source_table import QUESTIONS, SOURCES, SourceSpec, answer_questions
from tests.synthesis import REPOSITORY
from tools.sources_page import WRITTEN, page

NAMED = {"name", "code", "turned_on"}


def test_the_page_is_current() -> None:
    assert WRITTEN.read_text() == page(), (
        "docs/sources.md is older than its table: write it with make sources"
    )


def test_every_field_of_a_row_answers_a_question() -> None:
    assert {field.name for field in fields(SourceSpec)} == NAMED | QUESTIONS.keys()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_question_is_answered_of_every_source(source: SourceSpec) -> None:
    told = answer_questions(source)

    assert list(told) == list(QUESTIONS.values())
    assert all(len(answer) > 3 for answer in told.values())
    assert not any("|" in answer for answer in told.values())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_path_leads_somewhere(source: SourceSpec) -> None:
    for path in source.code:
        assert (REPOSITORY / path).is_file(), path


def test_every_source_says_how_its_duplicates_show() -> None:
    for source in SOURCES:
        assert "applies an id once" in source.duplicates, source.name


def test_every_adapter_that_can_be_turned_on_has_a_row() -> None:
    settings = {field.name for field in fields(SETTINGS)} - {"name", "endpoints"}
    named = {found[1] for each in SOURCES if (found := re.search(r"SourcesSettings\.(\w+)", each.turned_on))}

    assert named == settings
