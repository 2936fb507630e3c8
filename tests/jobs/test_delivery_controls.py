"""Nothing may get lost between the stream and the archive; who lacks records is told, and how many."""

import pytest

from jobs.delivery_controls import ControlFault, RecordCounts, on_the_way


@pytest.mark.parametrize(("incoming", "delivered", "raw"), [(7, 7, 7), (7, 9, 9), (7, 7, 12), (0, 0, 0)])
def test_what_is_there_twice_does_no_harm(incoming: int, delivered: int, raw: int) -> None:
    """FAULTS 31."""
    assert list(on_the_way(RecordCounts(incoming, delivered, raw))) == []


def test_tells_where_on_the_way_records_are_missing() -> None:
    found = list(on_the_way(RecordCounts(incoming=12_000, delivered=10_001, raw=10_000)))

    assert found == [
        ControlFault(
            None, "Firehose delivered 10,001 of the 12,000 records that the stream took: 1,999 missing"
        ),
        ControlFault(
            None, "the raw archive holds 10,000 of the 10,001 records that Firehose delivered: 1 missing"
        ),
    ]


def test_what_firehose_set_aside_is_not_missing() -> None:
    """FAULTS 28, 54."""
    assert list(on_the_way(RecordCounts(incoming=10, delivered=8, raw=8, set_aside=2))) == []


def test_what_was_set_aside_makes_up_for_nothing_else() -> None:
    found = list(on_the_way(RecordCounts(incoming=10, delivered=7, raw=6, set_aside=2)))

    assert [str(each) for each in found] == [
        "Firehose delivered or set aside 9 of the 10 records that the stream took: 1 missing",
        "the raw archive holds 6 of the 7 records that Firehose delivered: 1 missing",
    ]


def test_what_a_backfill_put_into_the_archive_makes_up_for_nothing_that_firehose_delivered() -> None:
    found = list(on_the_way(RecordCounts(incoming=10, delivered=10, raw=9, put=1_000, backfilled=1_000)))

    assert [str(each) for each in found] == [
        "the raw archive holds 9 of the 10 records that Firehose delivered: 1 missing"
    ]


def test_tells_which_records_of_a_backfill_are_missing() -> None:
    found = list(on_the_way(RecordCounts(incoming=10, delivered=10, raw=10, put=1_000, backfilled=998)))

    assert [str(each) for each in found] == [
        "the raw archive holds 998 of the 1,000 records that a backfill put there: 2 missing"
    ]
