"""What is declared is what was released, and releases only grow."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from lake import __main__ as command
from lake.database_tables import EVERY_TABLE
from lake.evolution import SchemaBroken, changes
from lake.released import release, releases, since, written
from lake.schema import Type
from lake.tables import SALES
from tests.lake.schemas import added, new_field, table

SMALL = table("sales", Type.STRING, Type.INT)


def test_every_release_is_a_growth_of_the_one_before() -> None:
    for old, new in pairwise(releases()):
        changes(old, new)


def test_what_is_declared_is_the_newest_release() -> None:
    assert written(releases()[-1]) == written(EVERY_TABLE), "run: python -m lake release"


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    release(EVERY_TABLE, tmp_path)

    [read] = releases(tmp_path)

    assert written(read) == written(EVERY_TABLE)
    assert since(EVERY_TABLE, tmp_path) == []


def test_releases_are_numbered(tmp_path: Path) -> None:
    grown = added(SMALL, new_field(SMALL))

    paths = [release([SMALL], tmp_path), release([grown], tmp_path)]

    assert [path.name for path in paths if path] == ["0001.json", "0002.json"]
    assert [len(each[0].fields) for each in releases(tmp_path)] == [2, 3]


def test_nothing_new_is_no_release(tmp_path: Path) -> None:
    release([SMALL], tmp_path)

    assert release([replace(SMALL, doc="other words")], tmp_path) is None
    assert len(releases(tmp_path)) == 1


def test_what_breaks_old_rows_is_never_written(tmp_path: Path) -> None:
    release([SMALL], tmp_path)

    with pytest.raises(SchemaBroken):
        release([added(SMALL, new_field(SMALL, required=True))], tmp_path)

    assert len(releases(tmp_path)) == 1


def test_a_column_of_any_release_stays(tmp_path: Path) -> None:
    release([SMALL], tmp_path)
    release([added(SMALL, new_field(SMALL))], tmp_path)

    with pytest.raises(SchemaBroken, match=r"^sales\.c3: isn't in its place"):
        release([SMALL], tmp_path)


def test_the_command_says_in_one_line_why_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "EVERY_TABLE", [*EVERY_TABLE[1:], replace(SALES, key=["store_id"])])

    ended = command.main(["release"])

    assert ended == 1
    assert (
        capsys.readouterr().err == "sales: its key changed, by which rows were kept once; add a new table\n"
    )


def test_the_command_has_nothing_to_write_when_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["release"]) == 0
    assert capsys.readouterr().out == "Nothing has changed since the newest release.\n"
