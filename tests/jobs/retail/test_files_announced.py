"""A manifest says which file is meant; without one nothing is read."""

import pytest

from jobs.retail.ingest_store_files import NotAnnounced
from jobs.retail.landing.receipts import FileOutcome
from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.samples import FILE, NEXT, file, sales, taken, text
from tests.jobs.retail.shops import NOTHING, OTHER, Shop


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

    assert became == {**NOTHING, FileOutcome.ACCEPTED: 1}
    assert [receipt.outcome for receipt in shop.receipts(FILE)] == ["refused", "accepted"]


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

    assert became == {**NOTHING, FileOutcome.ACCEPTED: 1}
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
