"""A store's file is taken once, whatever is uploaded or run again."""

import pytest

from jobs.retail.ingest_store_files import StreamAway
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.receipts import FileOutcome
from tests.jobs.retail.landing.bad_rows import GOOD, misspelled
from tests.jobs.retail.landing.samples import FILE, MILK, NEXT, file, sales, taken
from tests.jobs.retail.shops import NOTHING, OTHER, Shop


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
    assert became == {**NOTHING, FileOutcome.REPEATED: 1}
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
    assert became == {**NOTHING, FileOutcome.ACCEPTED: 1}
    assert shop.records() == [*taken(file(GOOD)).sales, *taken(sales(NEXT)).sales]


def test_a_refused_file_may_be_mended_under_its_name(shop: Shop) -> None:
    shop.drop(misspelled(b"3.99", b"$3.99"))
    shop.run()
    shop.drop(file(GOOD))

    assert shop.run() == {**NOTHING, FileOutcome.ACCEPTED: 1}


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


def test_while_the_stream_is_away_no_file_has_an_answer(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.drop(file(GOOD))

    with pytest.raises(StreamAway, match="1 sales were not taken by elsewhere"):
        shop.run("--STREAM", "elsewhere")

    assert shop.keys("receipts/") + shop.keys("taken/") == []
    assert "sale 367/2017-12-22/4/101 waits: " in capsys.readouterr().err
    assert shop.run() == {**NOTHING, FileOutcome.ACCEPTED: 1}
