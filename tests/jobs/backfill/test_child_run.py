"""History becomes raw objects: each event once, whoever is killed, and what is wrong is named."""

import gzip
from datetime import timedelta
from typing import Any

import pytest

from jobs.backfill import child_run
from jobs.backfill.backfill_storage import BackfillStorage
from lambdas.core.raw import count_backfilled, hour_prefix
from tests.jobs.backfill.histories import NIGHT, HistorySite, line, lines, parquet
from tests.jobs.backfill.rows import ALL, by_name


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_the_children_of_an_array_share_the_chunks(site: HistorySite, size: int) -> None:
    site.upload("a.parquet", parquet(lines(*range(1, 31)), 2))

    for index in range(size):
        site.run(ARRAY_SIZE=str(size), AWS_BATCH_JOB_ARRAY_INDEX=str(index))

    assert site.sold() == ALL


def test_objects_lie_under_the_hour_of_their_arrival_and_say_how_many_records_they_hold(
    site: HistorySite,
) -> None:
    site.upload("a.parquet", parquet(lines(1, 2, 3, 4)))

    site.run()

    objects = site.objects("raw", "events/")
    assert all(key.startswith(hour_prefix(NIGHT)) for key in objects)
    assert {key: count_backfilled(key) for key in objects} == {
        key: len(gzip.decompress(body).splitlines()) for key, body in objects.items()
    }
    assert sorted(map(len, map(gzip.decompress, objects.values())))[0] > 0


def test_what_is_done_is_not_done_again(site: HistorySite) -> None:
    site.upload("a.parquet", parquet(lines(*range(1, 11)), 4))
    site.run()
    before = site.versions()

    summary = site.run(NIGHT + timedelta(days=9))

    assert (summary.done, summary.left, summary.events) == (summary.chunks, 0, 0)
    assert site.versions() == before


@pytest.mark.parametrize("is_written", [False, True])
@pytest.mark.parametrize("after", range(8))
def test_a_child_killed_at_any_write_leaves_what_a_second_attempt_completes(
    site: HistorySite, monkeypatch: pytest.MonkeyPatch, after: int, is_written: bool
) -> None:
    """FAULTS 37: raw has the objects of a run that nobody has killed, byte for byte, each in one version."""
    history = parquet([*lines(*range(1, 8)), line(9, "", quantity=None)], 8)
    site.upload("a.parquet", history)
    put, writes = BackfillStorage._put_new, iter(range(100))

    def die(self: BackfillStorage, bucket: str, key: str, body: bytes) -> bool:
        if next(writes) < after:
            return put(self, bucket, key, body)
        if is_written:
            put(self, bucket, key, body)
        raise Killed

    monkeypatch.setattr(BackfillStorage, "_put_new", die)
    with pytest.raises(Killed):
        site.run()
    monkeypatch.setattr(BackfillStorage, "_put_new", put)

    site.run(NIGHT + timedelta(hours=3))

    alone = HistorySite(site.emulator)
    alone.upload("a.parquet", history)
    alone.run()
    assert by_name(site) == by_name(alone)
    assert len(site.versions()) == len(alone.versions())
    assert [each["reason"] for each in site.refused()] == ["wrong_shape"]


def test_a_chunk_that_was_begun_days_ago_arrives_when_it_is_done(
    site: HistorySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAULTS 37: whoever curates what has come lately looks back by a week only."""
    site.upload("a.parquet", parquet(lines(1)))
    monkeypatch.setattr(child_run, "make_events", lambda *_: (_ for _ in ()).throw(Killed))
    with pytest.raises(Killed):
        site.run()
    monkeypatch.undo()
    later = NIGHT + timedelta(days=8)

    site.run(later)

    assert [key.startswith(hour_prefix(later)) for key in site.objects("raw", "events/")] == [True]


def test_two_attempts_at_once_write_each_object_once(
    site: HistorySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAULTS 37: a task may be taken for dead and live."""
    site.upload("a.parquet", parquet(lines(*range(1, 8))))
    archive = BackfillStorage.archive

    def overtaken(self: BackfillStorage, *given: Any) -> None:
        monkeypatch.setattr(BackfillStorage, "archive", archive)
        site.run()
        archive(self, *given)

    monkeypatch.setattr(BackfillStorage, "archive", overtaken)
    site.run()

    assert site.sold() == ALL[:7]
    assert len(site.versions()) == len({key for key, _ in site.versions()})


def test_outside_of_its_hours_nothing_is_begun(site: HistorySite) -> None:
    site.upload("a.parquet", parquet(lines(1)))

    summary = site.run(OFF_PEAK_HOURS="2-5")

    assert summary.is_window_closed
    assert (summary.left, site.objects("raw")) == (1, {})


def test_what_the_hours_cut_off_goes_on_the_next_night(
    site: HistorySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.upload("a.parquet", parquet(lines(*range(1, 11)), 4))
    hours = iter([NIGHT] * 4 + [NIGHT + timedelta(hours=6)] * 50)
    child = site.child(OFF_PEAK_HOURS="22-5")
    monkeypatch.setattr(child._limits, "clock", lambda: next(hours))

    first = child.run()
    site.run(NIGHT + timedelta(days=1), OFF_PEAK_HOURS="22-5")

    assert first.is_window_closed
    assert 0 < first.done < first.chunks
    assert site.sold() == ALL[:10]
