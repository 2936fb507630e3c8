"""The page about the tables says what is declared."""

import re
from pathlib import Path

import pytest

from domain.lake import LAKE
from domain.lake.rules import RULES
from domain.lake.views import VIEWS
from lake import __main__ as command
from lake.page import render_page


def test_the_page_is_as_it_would_be_written_now() -> None:
    assert command.PAGE.read_text() == render_page(LAKE), "run: python -m lake page"


def test_the_page_names_all_that_is_declared() -> None:
    said = render_page(LAKE)

    for name in [*(table.name for table in LAKE.every_table), *(view.name for view in VIEWS)]:
        assert f"### {name}\n" in said
    for field in [field for table in LAKE.every_table for field in table.fields]:
        assert f"| {field.id} | `{field.name}` | {field.type} |" in said
    for rule in RULES:
        assert f"| `{rule.name}` | {rule.severity} | {rule.table.name} |" in said
    for question in LAKE.questions:
        assert f"[{question.title}]" in said


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", render_page(LAKE)):
        assert (command.PAGE.parent / target).exists(), target


def test_the_command_writes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PAGE", tmp_path / "tables.md")

    assert command.main(["page"]) == 0

    assert (tmp_path / "tables.md").read_text() == render_page(LAKE)
    assert capsys.readouterr().out == f"Wrote {tmp_path / 'tables.md'}.\n"
