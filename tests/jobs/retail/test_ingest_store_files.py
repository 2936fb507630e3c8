"""Files of stores become sales on the stream, once; each file gets its answer."""

import json
from datetime import date

import pytest

from demo.retail.store_files import sales_files
from domain.sale import Sale
from domain.scenario.baskets import list_baskets
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.receipts import FileOutcome
from lambdas.core.contract import digest, parse
from tests.jobs.retail.landing.bad_files import BAD
from tests.jobs.retail.landing.bad_rows import GOOD, misspelled
from tests.jobs.retail.landing.samples import BREAD, FILE, MILK, NEXT, file, sales, taken
from tests.jobs.retail.shops import NOTHING, OTHER, Shop

AS_ANNOUNCED = [fault for fault, bad in BAD.items() if bad.uploads is None]


def test_a_good_file_is_on_the_stream_and_has_its_receipt(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.drop(sales(MILK, BREAD, NEXT))

    shop.run()

    receipt = shop.receipt(FILE)
    assert shop.records() == list(taken(sales(MILK, BREAD, NEXT)).sales)
    assert (receipt["outcome"], receipt["rows"], receipt["sales"]) == ("accepted", 3, 2)
    assert receipt["taken_at"] == receipt["answered_at"]
    assert json.loads(capsys.readouterr().out) == {"accepted": 1, "repeated": 0, "refused": 0, "given_up": 0}


def test_a_days_real_baskets_sent_as_files_are_the_sales_that_tills_would_have_sent(shop: Shop) -> None:
    live = list_baskets(date(2017, 12, 22), days=1)
    shop.drop(*sales_files(live))

    became = shop.run()

    records = shop.records()
    assert became == {**NOTHING, FileOutcome.ACCEPTED: 110}
    assert {digest(record) for record in records} == {digest(sale.data) for sale in live}
    assert len(records) == len(live)
    assert cents(records) == cents([sale.data for sale in live])


def cents(records: list[bytes]) -> int:
    return sum(sale.net_cents for sale in map(parse, records) if isinstance(sale, Sale))


def test_one_bad_file_never_stops_the_others(shop: Shop) -> None:
    shop.drop(misspelled(b"3.99", b"$3.99"), file(GOOD, key=OTHER), file(b"\0", key="sales/7/x.csv"))

    became = shop.run()

    assert became == {**NOTHING, FileOutcome.ACCEPTED: 1, FileOutcome.REFUSED: 2}
    assert shop.receipt(OTHER)["outcome"] == "accepted"
    assert shop.records() == list(taken(file(GOOD)).sales)
    assert (shop.counted("FilesIngested"), shop.counted("FilesRefused")) == (1, 2)


def test_the_receipt_of_a_bad_file_tells_what_is_wrong_and_where(shop: Shop) -> None:
    shop.drop(misspelled(b"3.99", b"$3.99"))

    shop.run()

    receipt = shop.receipt(FILE)
    [problem] = receipt["problems"]
    assert (receipt["outcome"], "taken_at" in receipt) == ("refused", False)
    assert (problem["code"], problem["line"], problem["column"]) == ("amount", 3, "total")
    assert problem["message"].startswith(f'{FILE}, line 3, column "total": ')


@pytest.mark.parametrize("fault", AS_ANNOUNCED, ids=lambda each: each.code)
def test_nothing_of_a_bad_file_is_taken(fault: Fault, shop: Shop) -> None:
    shop.drop(BAD[fault].file)

    became = shop.run()

    receipt = shop.receipt(BAD[fault].file.key)
    assert became == {**NOTHING, FileOutcome.REFUSED: 1}
    assert [each["code"] for each in receipt["problems"]] == [fault.code]
    assert shop.records() == []
    assert shop.keys("taken/") == []


def test_of_many_problems_as_many_are_told_as_somebody_will_read(shop: Shop) -> None:
    shop.drop(sales(*({**MILK, "sequence": number, "quantity": "two"} for number in range(60))))

    shop.run()

    receipt = shop.receipt(FILE)
    assert (len(receipt["problems"]), receipt["problems_not_told"]) == (50, 10)


def test_the_longest_key_that_s3_takes_has_its_answer(shop: Shop) -> None:
    name = "sales/367/" + "\N{LATIN SMALL LETTER E WITH ACUTE}" * 498 + ".csv"
    shop.drop(file(GOOD, key=name))

    shop.run()

    assert [receipt.file for receipt in shop.receipts()] == [name]
    assert all(len(key.encode()) <= 1_024 for key in shop.keys(""))


def test_a_run_without_files_counts_that_it_ran(shop: Shop) -> None:
    shop.run()

    assert (shop.counted("FilesIngested"), shop.counted("FilesRefused")) == (0, 0)


def test_files_of_many_stores_travel_together_and_those_of_one_in_their_order(shop: Shop) -> None:
    files = [
        sales({**MILK, "store_id": store, "sequence": number})._replace(key=f"sales/{store}/{number}.csv")
        for number in range(3)
        for store in ("1", "2")
    ]
    shop.drop(*files)

    shop.run()

    ids = [json.loads(record)["sale_id"] for record in shop.records()]
    assert [each for each in ids if each.startswith("1/")] == [
        f"1/2017-12-22/4/{number}" for number in range(3)
    ]
    assert len(ids) == 6
