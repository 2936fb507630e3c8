from datetime import UTC, datetime

import pytest

from sluice.time_options import HOUR, TIME, InvalidOption, InvertedWindow, read, read_if_given, window_name


def test_a_time_says_by_which_option_it_came() -> None:
    assert str(read("--since", "2017-12-22", TIME)) == "--since is 2017-12-22"


def test_an_option_that_is_left_out_is_no_time_and_an_empty_one_is_unclear() -> None:
    assert read_if_given("--since", None, TIME) is None
    with pytest.raises(InvalidOption, match=r"^--since is : write a time of UTC"):
        read_if_given("--since", "", TIME)


def test_a_time_that_no_calendar_has_in_utc_is_unclear() -> None:
    with pytest.raises(InvalidOption, match="write a time of UTC"):
        read("--from", "0001-01-01T00:00+01:00", TIME)


def test_says_which_option_must_come_after_which_and_what_it_leaves_out() -> None:
    since = read("--since", "2017-12-22T17", HOUR)

    with pytest.raises(InvertedWindow) as refused:
        read("--until", "2017-12-22T17", HOUR).require_after(since)

    left_out = "it is the first hour that is left out"
    assert str(refused.value) == f"--until is 2017-12-22T17: it must come after --since, {left_out}"


def test_names_a_window_to_the_second_only_where_it_must() -> None:
    start, end = (datetime(2017, 12, 22, 17, 30, second, tzinfo=UTC) for second in (0, 5))

    assert window_name(start, end) == "20171222T1730-20171222T173005"
