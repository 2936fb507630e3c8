"""Somebody is taken out of the tables, their former states and their files, and no sum changes."""

from contextlib import suppress
from itertools import count

import pytest

from domain.lake.tables import DAILY_STORE_SALES, SALE_LINES, SALES
from jobs.retail.forget_rows import HOLDERS
from tests.jobs.retail.dying import Killed
from tests.jobs.retail.forget.deaths import dying_after
from tests.jobs.retail.forget.histories import LIST, MemberHistory
from tests.jobs.retail.forget.traces import traces, versions
from tests.jobs.retail.remaking import remade
from tests.jobs.retail.running import FIRST, SECOND
from tests.lakes import Place

CLOSED = (f"closed-{FIRST}-v1", f"closed-{FIRST}-v2", f"closed-{SECOND}-v1")


def test_no_file_says_anything_of_them_in_any_version(place: Place, history: MemberHistory) -> None:
    held = traces(place.s3, place.name, history.marks)
    assert {key.partition("/")[0] for key in held} >= {"sales", "sale_lines", "quarantined"}
    assert any(key.endswith(".avro") for key in held)

    forgotten = history.forget()

    assert traces(place.s3, place.name, history.marks) == {LIST}
    assert forgotten.files.files > 0
    assert (forgotten.files.young, forgotten.files.elsewhere) == (0, 0)


def test_what_it_prints_and_returns_names_nobody(
    history: MemberHistory, capsys: pytest.CaptureFixture[str]
) -> None:
    forgotten = history.forget()

    said = f"{capsys.readouterr()} {forgotten}"
    assert "sales_rewritten" in said
    assert [mark for mark in history.marks if mark in said] == []


def test_only_the_person_and_what_follows_from_them_changes(history: MemberHistory) -> None:
    before = history.rows()

    assert history.forget().rows == {"sales": 6, "sale_lines": 5, "quarantined": 2}

    after = history.rows()
    assert after["daily_store_sales"] == before["daily_store_sales"]
    assert after["closings"] == before["closings"]
    changed = {"payment_token", "loyalty_id", "digest", "settles", "raw_version"}
    for row, was in zip(after["sales"], before["sales"], strict=True):
        assert {name for name in row if row[name] != was[name]} <= changed


def test_raw_curated_again_adds_nothing_and_no_day_is_restated(history: MemberHistory) -> None:
    sums = history.sums()
    history.forget()
    rows = history.rows()

    again = history.curate_again()

    assert (again.sales, again.lines, again.quarantined) == (0, 0, 0)
    assert history.rows() == rows
    assert history.close().tags == []
    assert history.sums() == sums


def test_a_day_made_again_differs_in_nothing(place: Place, history: MemberHistory) -> None:
    history.forget()

    for day in (FIRST, SECOND):
        assert remade(place, day, objects=history.objects()).named == []


def test_curated_before_the_job_it_comes_to_the_same(place: Place, history: MemberHistory) -> None:
    """Raw's new versions are read as other payloads of the same sales."""
    assert history.curate_again().quarantined > 0

    history.forget()

    quarantined = history.rows()["quarantined"]
    assert sorted(row["reason"] for row in quarantined) == ["conflict", "sku_blank"]
    assert history.curate_again().quarantined == 0
    assert traces(place.s3, place.name, history.marks) == {LIST}


def test_a_second_run_changes_nothing(place: Place, history: MemberHistory) -> None:
    history.forget()
    before = set(versions(place.s3, place.name))

    again = history.forget()

    assert again.figures() | {"listed": 0} == {
        "listed": 0,
        "sales_rewritten": 0,
        "sale_lines_rewritten": 0,
        "quarantined_rewritten": 0,
        "snapshots_expired": 0,
        "closings_reproduced": 2,
        "closings_without_snapshots": 1,
        "files_removed": 0,
        "versions_removed": 0,
        "files_uncommitted": 0,
        "run_again_after": None,
        "files_of_earlier_deployments": 0,
    }
    names = {key for key, _ in before}
    assert {key for key, _ in versions(place.s3, place.name)} == names


def test_closings_that_are_reproduced_keep_their_tags(place: Place, history: MemberHistory) -> None:
    history.forget()

    for table in (SALES, SALE_LINES):
        assert set(place.stored(table).refs()) == {"main", *CLOSED[1:]}
    assert set(place.stored(DAILY_STORE_SALES).refs()) == {"main", *CLOSED}
    assert [len(place.stored(table).snapshots()) for table in HOLDERS] == [1, 1, 1]


def test_runs_that_die_later_and_later_leave_right_sums_until_one_ends(
    place: Place, history: MemberHistory
) -> None:
    """FAULTS 34: prove_forget.py kills a run of each history after each of its writes."""
    sums, ended = history.sums(), False

    for write in count(1):
        with suppress(Killed), dying_after(write, place.emulator.endpoint):
            history.forget()
            ended = True
        assert history.sums() == sums
        if ended:
            break

    assert write > len(HOLDERS)
    assert traces(place.s3, place.name, history.marks) == {LIST}
    assert history.curate_again().quarantined == 0
