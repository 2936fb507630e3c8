from datetime import UTC, datetime, timedelta

import pytest

from sluice.time_options import FutureTime, InvalidOption, read_hours

NOW = datetime(2017, 12, 22, 17, 30, tzinfo=UTC)


def test_goes_from_the_first_hour_to_the_one_that_is_left_out() -> None:
    window = read_hours("2017-12-21T23", "2017-12-22T02", now=NOW)

    assert [f"{hour:%dT%H}" for hour in window] == ["21T23", "22T00", "22T01"]
    assert len(window) == 3
    assert {hour.utcoffset() for hour in window} == {timedelta(0)}


def test_the_hour_that_is_under_way_may_be_asked_for() -> None:
    assert len(read_hours("2017-12-22T17", "2017-12-22T18", now=NOW)) == 1


def test_an_hour_that_has_not_come_has_nothing_to_be_told_of() -> None:
    with pytest.raises(FutureTime, match="that hasn't come, it is 2017-12-22T17:30 UTC"):
        read_hours("2017-12-22T18", "2017-12-22T19", now=NOW)


def test_says_what_is_wrong_with_a_window() -> None:
    with pytest.raises(InvalidOption, match="it must come after --from"):
        read_hours("2017-12-22T02", "2017-12-22T02", now=NOW)
    with pytest.raises(InvalidOption, match="write an hour of UTC"):
        read_hours("yesterday", "2017-12-22T02", now=NOW)
