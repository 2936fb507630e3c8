"""Files of stores become sales on the stream, once; each file gets its answer."""

import json
from datetime import date

import pytest

from jobs.ingest_store_files import NotAnnounced, StreamAway
from jobs.landing.faults import Fault
from jobs.landing.receipts import Outcome
from lambdas.contracts import Sale, digest, parse
from tests.jobs.landing.bad_files import BAD, GOOD, misspelled
from tests.jobs.landing.samples import BREAD, FILE, MILK, NEXT, file, sales, taken, text
from tests.jobs.shops import Shop
from twin.demo.baskets import baskets
from twin.demo.store_files import sales_files

NOTHING = {Outcome.ACCEPTED: 0, Outcome.REPEATED: 0, Outcome.REFUSED: 0}
OTHER = "sales/367/again.csv"
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
    assert json.loads(capsys.readouterr().out) == {"accepted": 1, "repeated": 0, "refused": 0}


def test_a_days_real_baskets_sent_as_files_are_the_sales_that_tills_would_have_sent(shop: Shop) -> None:
    live = baskets(date(2017, 12, 22), days=1)
    shop.drop(*sales_files(live))

    became = shop.run()

    records = shop.records()
    assert became == {**NOTHING, Outcome.ACCEPTED: 110}
    assert {digest(record) for record in records} == {digest(sale.data) for sale in live}
    assert len(records) == len(live)
    assert cents(records) == cents([sale.data for sale in live])


def cents(records: list[bytes]) -> int:
    return sum(sale.net_cents for sale in map(parse, records) if isinstance(sale, Sale))


def test_one_bad_file_never_stops_the_others(shop: Shop) -> None:
    shop.drop(misspelled(b"3.99", b"$3.99"), file(GOOD, key=OTHER), file(b"\0", key="sales/7/x.csv"))

    became = shop.run()

    assert became == {**NOTHING, Outcome.ACCEPTED: 1, Outcome.REFUSED: 2}
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


@pytest.mark.parametrize(
    "fault", [each for each in BAD if BAD[each].uploads is None], ids=lambda each: each.code
)
def test_nothing_of_a_bad_file_is_taken(fault: Fault, shop: Shop) -> None:
    shop.drop(BAD[fault].file)

    became = shop.run()

    receipt = shop.receipt(BAD[fault].file.key)
    assert became == {**NOTHING, Outcome.REFUSED: 1}
    assert [each["code"] for each in receipt["problems"]] == [fault.code]
    assert shop.records() == []
    assert shop.keys("taken/") == []


def test_a_file_without_a_manifest_is_never_read(shop: Shop) -> None:
    shop.put(FILE, GOOD)

    assert shop.run() == NOTHING
    assert shop.receipts() == []


def test_a_file_that_came_after_its_manifest_is_taken_when_it_is_announced_again(shop: Shop) -> None:
    good = file(GOOD)
    shop.put(f"{FILE}.manifest.json", good.manifest)
    shop.run()
    shop.drop(good)

    became = shop.run()

    assert became == {**NOTHING, Outcome.ACCEPTED: 1}
    assert [receipt.outcome for receipt in shop.receipts(FILE)] == ["refused", "accepted"]


def test_a_second_run_finds_nothing_to_do(shop: Shop) -> None:
    """FAULTS 35: a run repeated changes nothing."""
    shop.drop(file(GOOD), misspelled(b"3.99", b"$3.99")._replace(key=OTHER))
    shop.run()
    before = shop.receipts(), shop.records()

    assert shop.run() == NOTHING
    assert (shop.receipts(), shop.records()) == before


@pytest.mark.parametrize("name", [FILE, OTHER], ids=["under the same name", "under another name"])
def test_the_same_content_again_changes_nothing_and_the_receipt_says_when_it_was_taken(
    name: str, shop: Shop
) -> None:
    """FAULTS 35: a file is taken once."""
    shop.drop(file(GOOD))
    shop.run()
    first = shop.receipts()[0]
    shop.drop(file(GOOD, key=name))

    became = shop.run()

    again = shop.receipts()[-1]
    assert became == {**NOTHING, Outcome.REPEATED: 1}
    assert (again.file, again.outcome) == (name, "repeated")
    assert (again.taken_as, again.taken_at) == (FILE, first.taken_at)
    assert len(shop.records()) == 1


def test_what_was_taken_stays_taken_under_its_name(shop: Shop) -> None:
    shop.drop(file(GOOD))
    shop.run()
    shop.drop(sales(NEXT))
    shop.run()
    shop.drop(sales(NEXT)._replace(key=OTHER))

    became = shop.run()

    refused = shop.receipts(FILE)[-1]
    assert [each.code for each in refused.problems] == [Fault.KNOWN_NAME.code]
    assert refused.problems[0].message.startswith(f"{FILE}: was taken with other content on 20")
    assert became == {**NOTHING, Outcome.ACCEPTED: 1}
    assert shop.records() == [*taken(file(GOOD)).sales, *taken(sales(NEXT)).sales]


def test_a_refused_file_may_be_mended_under_its_name(shop: Shop) -> None:
    shop.drop(misspelled(b"3.99", b"$3.99"))
    shop.run()
    shop.drop(file(GOOD))

    assert shop.run() == {**NOTHING, Outcome.ACCEPTED: 1}


def test_what_is_uploaded_over_an_announced_file_is_not_taken(shop: Shop) -> None:
    """FAULTS 33: the manifest says which version is meant."""
    shop.drop(file(GOOD))
    shop.put(FILE, text([NEXT]))

    shop.run()

    assert shop.records() == list(taken(file(GOOD)).sales)


def test_a_file_that_was_deleted_after_its_announcement_is_missing(shop: Shop) -> None:
    shop.drop(file(GOOD))
    shop.s3.delete_object(Bucket=shop.name, Key=FILE)

    shop.run()

    assert [each["code"] for each in shop.receipt(FILE)["problems"]] == ["missing"]


def test_an_announcement_that_was_deleted_is_none(shop: Shop) -> None:
    shop.drop(file(GOOD))
    shop.s3.delete_object(Bucket=shop.name, Key=f"{FILE}.manifest.json")

    assert shop.run() == NOTHING


def test_a_file_is_judged_again_by_hand(shop: Shop) -> None:
    good = file(GOOD)
    shop.put(f"{FILE}.manifest.json", good.manifest)
    shop.drop(sales(NEXT)._replace(key=OTHER))
    shop.run()
    shop.put(FILE, good.body)

    became = shop.run("--FILE", FILE)

    assert became == {**NOTHING, Outcome.ACCEPTED: 1}
    assert shop.receipt(FILE)["outcome"] == "accepted"


def test_an_accepted_file_judged_again_by_hand_keeps_its_receipt(shop: Shop) -> None:
    shop.drop(file(GOOD))
    shop.run()
    before = shop.receipts()

    shop.run("--FILE", FILE)

    assert (shop.receipts(), len(shop.records())) == (before, 1)


def test_by_hand_a_file_must_have_been_announced(shop: Shop) -> None:
    shop.drop(file(GOOD))

    with pytest.raises(NotAnnounced, match=r"sales/367/other\.csv has no manifest"):
        shop.run("--FILE", "sales/367/other.csv")


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


def test_while_the_stream_is_away_no_file_has_an_answer(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.drop(file(GOOD))

    with pytest.raises(StreamAway, match="1 sales were not taken by elsewhere"):
        shop.run("--STREAM", "elsewhere")

    assert shop.keys("receipts/") + shop.keys("taken/") == []
    assert "sale 367/2017-12-22/4/101 waits: " in capsys.readouterr().err
    assert shop.run() == {**NOTHING, Outcome.ACCEPTED: 1}


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


def test_sales_are_the_same_bytes_each_time(shop: Shop) -> None:
    """FAULTS 37: what a killed run has sent, its repetition sends again, and consumers know it."""
    shop.drop(sales(*({**MILK, "sequence": number} for number in range(20))))
    shop.run()
    for key in shop.keys("receipts/") + shop.keys("taken/"):
        shop.s3.delete_object(Bucket=shop.name, Key=key)

    shop.run()

    first, second = shop.records()[:20], shop.records()[20:]
    assert len(first) == 20
    assert first == second
