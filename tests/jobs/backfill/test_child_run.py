"""History becomes raw objects: each event once, whoever is killed, and what is wrong is named."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest

from jobs.backfill import child_run
from jobs.backfill.backfill_storage import BackfillStorage
from lambdas.core.raw import count_backfilled, hour_prefix
from sluice.failures.objects import FailureWindow, TimedObjects
from sluice.failures.occurrence import ToStream
from sluice.failures.sources import read_quarantined
from tests.jobs.backfill.histories import NIGHT, HistorySite, line, lines, parquet
from tests.jobs.backfill.rows import ALL, by_name, csv, json_lines


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


def test_what_no_consumer_would_take_lies_whole_in_quarantine(site: HistorySite) -> None:
    torn = [line(2, "a"), line(2, "b", payment_token="tok_other")]
    site.upload("a.parquet", parquet([line(1), *torn, line(3, quantity=None), line(4)]))

    summary = site.run()

    assert site.sold() == ["1", "4"]
    assert (summary.events, summary.refused) == (2, 2)
    refused = sorted((each["row"], each["reason"], each["field"], each["why"]) for each in site.refused())
    assert refused == [
        (1, "wrong_shape", "payment_token", "is not the same in all rows of the event"),
        (3, "wrong_shape", "lines[0]", "Object missing required field `quantity`"),
    ]
    assert {(each["consumer"], each["partition_key"]) for each in site.refused()} == {("backfill", "367")}


def test_what_was_refused_is_found_by_the_commands_that_mend_failures(site: HistorySite) -> None:
    site.upload("a.csv", csv(lines(1)) + b"\nonly,three,fields\n")
    site.upload("b.parquet", parquet([line(3, quantity=None)]))
    site.run()
    bucket = TimedObjects(site.s3, site.bucket("quarantine"))

    found = list(
        read_quarantined(bucket, FailureWindow(NIGHT - timedelta(days=1), NIGHT + timedelta(days=1)))
    )

    assert sorted(each.part for each in found) == ["lines[0]", "row"]
    for each in found:
        assert each.consumer == "backfill"
        assert isinstance(each.route, ToStream)
        assert each.route.partition_key


@pytest.mark.parametrize(
    ("name", "body", "reason", "data"),
    [
        ("a.csv", csv(lines(1, 2)) + b"\nonly,three,fields\n", "row", b"only,three,fields"),
        ("a.csv", csv([line(1), line(2), line(7, quantity="some")]), "lines[0].quantity", b'"some"'),
        ("a.csv", csv([line(1), line(2), line(7, occurred_at="noon")]), "occurred_at", b'"noon"'),
        ("a.jsonl", json_lines(lines(1, 2)) + b'{"sku": \n', "row", b'{"sku": '),
    ],
)
def test_a_bad_row_costs_nothing_but_itself(
    site: HistorySite, name: str, body: bytes, reason: str, data: bytes
) -> None:
    site.upload(name, body)

    site.run()

    assert site.sold() == ["1", "2"]
    [refused] = site.refused()
    assert refused["field"] == reason
    assert data in refused["data"]


def test_a_clock_that_ran_ahead_is_refused(site: HistorySite) -> None:
    site.upload("a.parquet", parquet([line(1, occurred_at=NIGHT, business_day=NIGHT.date())]))

    site.run(NIGHT - timedelta(hours=2))

    assert [each["reason"] for each in site.refused()] == ["future"]


def test_what_was_sold_by_weight_keeps_it(site: HistorySite) -> None:
    site.upload("a.parquet", parquet([line(1, quantity=1, weight_grams=452)]))

    site.run()

    [sold] = [json.loads(each) for each in site.records()]
    assert (sold["schema_version"], sold["lines"][0]["weight_grams"]) == ("1.1", 452)


@pytest.mark.parametrize(
    ("rewritten", "field"),
    [
        ({"sku": "5.01235E+12"}, "lines[0].sku"),
        ({"sku": "5012345678900.0"}, "lines[0].sku"),
        ({"loyalty_id": "nan"}, "loyalty_id"),
        ({"loyalty_id": "17850.0"}, "loyalty_id"),
    ],
)
def test_a_code_that_a_program_rewrote_on_the_way_is_refused(
    site: HistorySite, rewritten: dict[str, str], field: str
) -> None:
    site.upload("a.csv", csv([line(1), line(2, **rewritten)]))

    site.run()

    assert site.sold() == ["1"]
    assert [(each["reason"], each["field"]) for each in site.refused()] == [("wrong_shape", field)]


def test_a_file_that_cant_be_read_doesnt_hold_up_the_others(site: HistorySite) -> None:
    site.upload("a.parquet", parquet(lines(1))[:-20])
    site.upload("b.parquet", parquet(lines(2)))

    summary = site.run()

    assert site.sold() == ["2"]
    [line_] = summary.bad_history
    assert line_.startswith(f"s3://{site.bucket('history')}/history/a.parquet can't be read as Parquet: ")


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
