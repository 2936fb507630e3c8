"""The same rows make the same events, whatever format and layout they come in."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from demo.retail.backfill.history_table import history_table
from domain.scenario.baskets import list_baskets
from jobs.retail.landing.rows import FileRow
from jobs.retail.landing.sales import group_sales
from lambdas.core.contract import digest
from tests.jobs.backfill.histories import HistorySite, line, lines, parquet
from tests.jobs.backfill.rows import ALL, csv, json_lines


def test_a_sale_has_the_bytes_that_its_till_sent(site: HistorySite) -> None:
    day = date(2017, 3, 1)
    rows = history_table(day, day).to_pylist()
    site.upload("2017.parquet", parquet(rows))

    site.run(CHUNK_EVENTS="1000", CHUNK_ROWS="100000")

    assert sorted(site.records()) == sorted(sale.data for sale in list_baskets(day, 1))


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
    [by_file] = group_sales(
        [FileRow(1, of_file | {"sku": "a", "coupon_discount": 50}), FileRow(2, of_file | {"sku": "b"})]
    )

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
