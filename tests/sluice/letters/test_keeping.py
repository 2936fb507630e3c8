"""A letter that is looked at stays as it is, and one that goes was kept before."""

from sluice.failures.showing import HIDDEN
from tests.sluice.letters.office import FAILED, Office


def test_a_letter_is_kept_before_it_goes_and_under_one_key(office: Office) -> None:
    """FAULTS 42: a queue forgets after 14 days."""
    office.die('{"detail-type": "StockLow"}', attributes=FAILED)
    list(office.letters.keep())
    list(office.letters.keep())

    [(key, kept)] = office.kept().items()
    office.redrive()

    assert list(office.kept()) == [key]
    assert key.startswith("letters/Dead/20")
    assert (kept["body"], kept["attributes"], kept["queue"]) == (
        '{"detail-type": "StockLow"}',
        FAILED,
        "Dead",
    )


def test_looking_takes_nothing_away_and_hides_nothing(office: Office) -> None:
    office.die("1", "2")

    assert {each.body for each in office.letters.look()} == {"1", "2"}
    assert {each.body for each in office.letters.look()} == {"1", "2"}


def test_a_letter_with_a_card_number_is_not_shown(office: Office) -> None:
    office.die("4111 1111 1111 1111")

    assert [each.figures()["body"] for each in office.letters.look()] == [HIDDEN]
