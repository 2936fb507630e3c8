"""Sales as a store without a connection sends them in the evening."""

import csv
import gzip
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import StringIO

import pytest

from contracts.scenario import SourceMessage
from demo.retail.store_files import Landed, dollars, landed, sales_files
from domain.scenario.baskets import list_baskets

DAY = date(2017, 12, 22)


@pytest.fixture(scope="module")
def sold() -> Sequence[SourceMessage]:
    return list_baskets(DAY, days=1)


def rows(file: Landed) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(gzip.decompress(file.body).decode(), newline="")))


def test_every_store_sends_one_file_a_day(sold: Sequence[SourceMessage]) -> None:
    stores = {sale.partition for sale in sold}

    assert {file.key for file in sales_files(sold)} == {f"sales/{store}/{DAY}.csv.gz" for store in stores}


def test_every_line_is_in_the_file_of_its_store(sold: Sequence[SourceMessage]) -> None:
    lines = sum(len(json.loads(sale.data)["lines"]) for sale in sold)

    read = [(file.key.split("/")[1], rows(file)) for file in sales_files(sold)]

    assert all(row["Store"] == store for store, found in read for row in found)
    assert sum(len(found) for _, found in read) == lines


def test_a_manifest_says_what_the_file_is(sold: Sequence[SourceMessage]) -> None:
    for file in sales_files(sold[:20]):
        said = json.loads(file.manifest)

        assert said["bytes"] == len(file.body)
        assert said["sha256"] == hashlib.sha256(file.body).hexdigest()
        assert said["rows"] == len(rows(file))
        assert said["sum"] == dollars(sum(round(float(row["Total"]) * 100) for row in rows(file)))


def test_the_same_sales_make_the_same_file(sold: Sequence[SourceMessage]) -> None:
    assert sales_files(sold[:20]) == sales_files(sold[:20])


def test_a_sale_booked_on_the_day_before_is_in_that_days_file() -> None:
    sale = {
        "sale_id": "7/2017-12-21/1/2",
        "store_id": "7",
        "occurred_at": "2017-12-22T00:10:00Z",
        "payment_token": "tok_a",
        "lines": [{"sku": "milk", "quantity": 1, "total_cents": -99}],
    }

    [file] = sales_files([SourceMessage("7", datetime(2017, 12, 22, tzinfo=UTC), json.dumps(sale).encode())])

    assert file.key == "sales/7/2017-12-21.csv.gz"
    assert rows(file)[0] | {"Total": "-0.99", "Member": "", "Discount": ""} == rows(file)[0]


def test_only_a_sum_that_is_given_is_announced() -> None:
    assert "sum" not in json.loads(landed("stores/head-office/2017-12-22.csv", [["a"], ["b"]]).manifest)
