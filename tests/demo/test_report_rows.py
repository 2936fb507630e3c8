"""What the page says of a result."""

from datetime import UTC, datetime

import pytest

from contracts.contract_breaks import TEST_CARD
from demo.observed_state import QuarantinedRecord
from demo.report_rows import SOMEBODY, example, refused, span, violations


def kept(reason: str, field: str, data: bytes) -> QuarantinedRecord:
    return QuarantinedRecord("inventory", reason, field, "is wrong", data)


@pytest.mark.parametrize("reason", ["card_number", "conflict"])
def test_no_example_ever_shows_a_card_number(reason: str) -> None:
    shown = example(kept(reason, "payment_token", b'{"payment_token":"%s"}' % TEST_CARD.encode()))

    assert "4111" not in shown


def test_an_example_shows_the_field_that_was_refused() -> None:
    assert example(kept("unknown_version", "schema_version", b'{"schema_version":"9.0","x":1}')) == '"9.0"'


def test_an_example_is_found_at_the_end_of_its_path_and_cut_short() -> None:
    line = b'{"lines":[{"quantity":1},{"quantity":"%s"}]}' % (b"x" * 100)

    assert example(kept("wrong_shape", "lines[1].quantity", line)) == '"' + "x" * 79 + " …"


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("record", b"SALE \xff 1234"),
        ("lines", b'{"loyalty_id":"1234"}'),
        ("lines", b'{"lines":[{"note":"1234"}]}'),
        ("loyalty_id", b'{"loyalty_id":"1234"}'),
        ("register_id", b'{"register_id":"of 1234","loyalty_id":"1234"}'),
    ],
)
def test_what_may_name_somebody_is_no_example(field: str, data: bytes) -> None:
    assert example(kept("wrong_shape", field, data)) == SOMEBODY


def test_the_quarantine_is_grouped_by_reason_and_field() -> None:
    rows = refused(
        [
            kept("wrong_shape", "lines", b"1"),
            kept("not_json", "record", b"2"),
            kept("not_json", "record", b"3"),
        ]
    )

    assert [(row.reason, row.count) for row in rows] == [("not_json", 2), ("wrong_shape", 1)]


def test_many_names_are_cut_short_and_counted() -> None:
    named = list(violations({"lost": [str(number) for number in range(60)]}))

    assert named[0] == "lost: 0"
    assert named[-1] == "lost: 10 more, all in demo.json"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2017, 12, 22), (2017, 12, 24), "22 to 24 December 2017"),
        ((2017, 12, 22), (2017, 12, 22), "22 December 2017"),
        ((2017, 12, 31), (2018, 1, 1), "31 December 2017 to 1 January 2018"),
    ],
)
def test_days_are_said_as_people_say_them(
    first: tuple[int, int, int], last: tuple[int, int, int], said: str
) -> None:
    assert span(datetime(*first, tzinfo=UTC), datetime(*last, tzinfo=UTC)) == said
