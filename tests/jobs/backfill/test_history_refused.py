"""A row of history is taken as a till would have sent it, or kept with its reason, and holds up no other."""

import json
from datetime import timedelta

import pytest

from sluice.failures.objects import FailureWindow, TimedObjects
from sluice.failures.occurrence import ToStream
from sluice.failures.sources import read_quarantined
from tests.jobs.backfill.histories import NIGHT, HistorySite, line, lines, parquet
from tests.jobs.backfill.rows import csv, json_lines


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
