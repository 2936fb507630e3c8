"""Releases are written once, and only grow."""

from dataclasses import replace
from pathlib import Path

import pytest

from lake.evolution import SchemaBroken
from lake.releases import read_releases, release, release_text, unreleased_changes
from lake.schema import Type
from tests.lake.schemas import added, new_field, table

SMALL = table("readings", Type.STRING, Type.INT)


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    release([SMALL], tmp_path)

    [read] = read_releases(tmp_path)

    assert release_text(read) == release_text([SMALL])
    assert unreleased_changes([SMALL], tmp_path) == []


def test_releases_are_numbered(tmp_path: Path) -> None:
    grown = added(SMALL, new_field(SMALL))

    paths = [release([SMALL], tmp_path), release([grown], tmp_path)]

    assert [path.name for path in paths if path] == ["0001.json", "0002.json"]
    assert [len(each[0].fields) for each in read_releases(tmp_path)] == [2, 3]


def test_nothing_new_is_no_release(tmp_path: Path) -> None:
    release([SMALL], tmp_path)

    assert release([replace(SMALL, doc="other words")], tmp_path) is None
    assert len(read_releases(tmp_path)) == 1


def test_what_breaks_old_rows_is_never_written(tmp_path: Path) -> None:
    release([SMALL], tmp_path)

    with pytest.raises(SchemaBroken):
        release([added(SMALL, new_field(SMALL, required=True))], tmp_path)

    assert len(read_releases(tmp_path)) == 1


def test_a_column_of_any_release_stays(tmp_path: Path) -> None:
    release([SMALL], tmp_path)
    release([added(SMALL, new_field(SMALL))], tmp_path)

    with pytest.raises(SchemaBroken, match=r"^readings\.c3: isn't in its place"):
        release([SMALL], tmp_path)
