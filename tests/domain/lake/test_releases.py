"""What is declared is what was released."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from domain.lake import LAKE
from domain.lake.tables import SALES
from lake import __main__ as command
from lake.evolution import changes
from lake.releases import read_releases, release, release_text, unreleased_changes


def test_every_release_is_a_growth_of_the_one_before() -> None:
    for old, new in pairwise(read_releases(LAKE.releases)):
        changes(old, new)


def test_what_is_declared_is_the_newest_release() -> None:
    newest = read_releases(LAKE.releases)[-1]

    assert release_text(newest) == release_text(LAKE.every_table), "run: python -m lake release"


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    release(LAKE.every_table, tmp_path)

    [read] = read_releases(tmp_path)

    assert release_text(read) == release_text(LAKE.every_table)
    assert unreleased_changes(LAKE.every_table, tmp_path) == []


def test_the_command_says_in_one_line_why_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = replace(LAKE, tables=[*LAKE.tables[1:], replace(SALES, key=["store_id"])])
    monkeypatch.setattr(command, "load_lake", lambda: broken)

    ended = command.main(["release"])

    assert ended == 1
    assert (
        capsys.readouterr().err == "sales: its key changed, by which rows were kept once; add a new table\n"
    )


def test_the_command_has_nothing_to_write_when_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["release"]) == 0
    assert capsys.readouterr().out == "Nothing has changed since the newest release.\n"
