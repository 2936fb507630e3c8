"""History becomes raw objects: each event once, whoever is killed, and what is wrong is named."""

import gzip
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from jobs.backfill import child_run
from jobs.backfill.backfill_store import BackfillStore
from jobs.landing.rows import Row
from jobs.landing.sales import sold
from lambdas.contracts import digest
from lambdas.raw import backfilled_records, hour_prefix
from sluice.failures.objects import Objects, Window
from sluice.failures.occurrence import ToStream
from sluice.failures.quarantined import quarantined
from tests.jobs.backfill.histories import NIGHT, HistorySite, line, lines, parquet
from twin.demo.backfill.history_table import history_table
from twin.demo.baskets import baskets

ALL = [str(number) for number in range(1, 31)]


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


def text_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as texts, a moment as ISO 8601 has it."""
    return [
        {
            name: value if value is None or isinstance(value, int) else str(value).replace(" ", "T")
            for name, value in row.items()
        }
        for row in rows
    ]


def csv(rows: list[dict[str, Any]]) -> bytes:
    """Write rows as CSV."""
    texts = text_rows(rows)
    written = [",".join("" if value is None else str(value) for value in row.values()) for row in texts]
    return "\n".join([",".join(texts[0]), *written]).encode()


def json_lines(rows: list[dict[str, Any]]) -> bytes:
    """Write rows as JSON lines."""
    return b"".join(json.dumps(row).encode() + b"\n" for row in text_rows(rows))


def by_name(site: HistorySite) -> dict[str, bytes]:
    """The raw objects without the hour of their arrival."""
    return {key.rpartition("/")[2]: body for key, body in site.objects("raw", "sales/").items()}


def test_a_sale_has_the_bytes_that_its_till_sent(site: HistorySite) -> None:
    day = date(2017, 3, 1)
    rows = history_table(day, day).to_pylist()
    site.upload("2017.parquet", parquet(rows))

    site.run(CHUNK_EVENTS="1000", CHUNK_ROWS="100000")

    assert sorted(site.records()) == sorted(sale.data for sale in baskets(day, 1))


def test_a_sale_is_the_same_whether_it_comes_by_history_or_by_a_stores_file(site: HistorySite) -> None:
    site.upload("2017.parquet", parquet([line(1, "a", coupon_discount_cents=50), line(1, "b")]))
    of_file = {
        "store_id": "367",
        "business_day": "2017-03-01",
        "register_id": "4",
        "sequence": "1",
        "occurred_at": "2017-03-01T14:03:00Z",
        "loyalty_id": "1234",
        "payment_token": "tok_paid",
        "quantity": 2,
        "total": 398,
    }
    [by_file] = sold([Row(1, of_file | {"sku": "a", "coupon_discount": 50}), Row(2, of_file | {"sku": "b"})])

    site.run()

    [record] = site.records()
    assert digest(record) == digest(by_file.data)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.parquet", parquet),
        ("a.csv", csv),
        ("a.jsonl", json_lines),
        ("a.csv.gz", lambda rows: gzip.compress(csv(rows))),
        ("a.jsonl.gz", lambda rows: gzip.compress(json_lines(rows))),
    ],
)
def test_every_format_makes_the_same_events(
    site: HistorySite, name: str, write: Callable[[list[dict[str, Any]]], bytes]
) -> None:
    site.upload("0.parquet", parquet(lines(1)))
    site.upload(name, write([row | {"store_id": "400"} for row in lines(1)]))

    site.run()

    first, other = sorted(site.records())
    assert other == first.replace(b"367", b"400")
    assert site.refused() == []


@pytest.mark.parametrize("group_rows", [1, 2, 3, 5, 7, 100])
def test_a_sale_whose_lines_lie_in_several_row_groups_is_whole(site: HistorySite, group_rows: int) -> None:
    site.upload("a.parquet", parquet(lines(*range(1, 11), each=3), group_rows))

    site.run(CHUNK_ROWS="4")

    assert site.sold() == ALL[:10]
    assert {len(json.loads(each)["lines"]) for each in site.records()} == {3}


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

    objects = site.objects("raw", "sales/")
    assert all(key.startswith(hour_prefix(NIGHT)) for key in objects)
    assert {key: backfilled_records(key) for key in objects} == {
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
    put, writes = BackfillStore._put_new, iter(range(100))

    def die(self: BackfillStore, bucket: str, key: str, body: bytes) -> bool:
        if next(writes) < after:
            return put(self, bucket, key, body)
        if is_written:
            put(self, bucket, key, body)
        raise Killed

    monkeypatch.setattr(BackfillStore, "_put_new", die)
    with pytest.raises(Killed):
        site.run()
    monkeypatch.setattr(BackfillStore, "_put_new", put)

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

    assert [key.startswith(hour_prefix(later)) for key in site.objects("raw", "sales/")] == [True]


def test_two_attempts_at_once_write_each_object_once(
    site: HistorySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAULTS 37: a task may be taken for dead and live."""
    site.upload("a.parquet", parquet(lines(*range(1, 8))))
    archive = BackfillStore.archive

    def overtaken(self: BackfillStore, *given: Any) -> None:
        monkeypatch.setattr(BackfillStore, "archive", archive)
        site.run()
        archive(self, *given)

    monkeypatch.setattr(BackfillStore, "archive", overtaken)
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
    bucket = Objects(site.s3, site.bucket("quarantine"))

    found = list(quarantined(bucket, Window(NIGHT - timedelta(days=1), NIGHT + timedelta(days=1))))

    assert sorted(each.part for each in found) == ["lines[0]", "row"]
    for each in found:
        assert each.consumer == "backfill"
        assert isinstance(each.way, ToStream)
        assert each.way.partition_key


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
