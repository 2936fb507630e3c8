"""The page about the tables says what is declared."""

import re
from pathlib import Path

import pytest

from lake import __main__ as command
from lake.database_tables import EVERY_TABLE
from lake.page import page
from lake.quality.rules import RULES
from lake.questions import QUESTIONS
from lake.views import VIEWS


def test_the_page_is_as_it_would_be_written_now() -> None:
    assert command.PAGE.read_text() == page(), "run: python -m lake page"


def test_the_page_names_all_that_is_declared() -> None:
    said = page()

    for name in [each.name for each in (*EVERY_TABLE, *VIEWS)]:
        assert f"### {name}\n" in said
    for field in [field for table in EVERY_TABLE for field in table.fields]:
        assert f"| {field.id} | `{field.name}` | {field.type} |" in said
    for rule in RULES:
        assert f"| `{rule.name}` | {rule.severity} | {rule.table.name} |" in said
    for question in QUESTIONS:
        assert f"[{question.title}]" in said


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page()):
        assert (command.PAGE.parent / target).exists(), target


def test_the_command_writes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PAGE", tmp_path / "tables.md")

    assert command.main(["page"]) == 0

    assert (tmp_path / "tables.md").read_text() == page()
    assert capsys.readouterr().out == f"Wrote {tmp_path / 'tables.md'}.\n"
