from datetime import UTC, datetime

import pytest

from sluice.retail.lake import arguments
from sluice.time_options import InvalidOption


def test_asks_for_whatever_is_new_without_a_window() -> None:
    assert arguments.hours(None, None) == arguments.days(None, None) == arguments.file(None) == {}


def test_hands_a_window_on_as_the_jobs_read_it() -> None:
    assert arguments.hours("2017-12-22T00", "2017-12-23T00") == {
        "--FROM": "2017-12-22T00",
        "--TO": "2017-12-23T00",
    }
    assert arguments.days("2017-12-22", "2017-12-23") == {"--FROM": "2017-12-22", "--TO": "2017-12-23"}
    assert arguments.days("2017-12-22", None) == {"--FROM": "2017-12-22"}
    assert arguments.file("sales/367/a.csv") == {"--FILE": "sales/367/a.csv"}


def test_writes_zeros_where_somebody_left_them_out() -> None:
    assert arguments.hours("2017-1-2T3", "2017-1-10T0") == {
        "--FROM": "2017-01-02T03",
        "--TO": "2017-01-10T00",
    }


def test_closes_one_day_from_itself_to_itself() -> None:
    assert arguments.days("2017-12-22", "2017-12-22") == {"--FROM": "2017-12-22", "--TO": "2017-12-22"}


@pytest.mark.parametrize("hour", ["2017-12-22", "2017-12-22T24", "2017-12-22T17:30", "yesterday", ""])
def test_says_how_an_hour_is_written(hour: str) -> None:
    with pytest.raises(InvalidOption) as refused:
        arguments.hours(hour, None)

    assert str(refused.value) == f"--from is {hour}: write an hour of UTC as 2017-12-22T17"


@pytest.mark.parametrize("day", ["2017-12-22T00", "2017-02-29", "22.12.2017", "20171222"])
def test_says_how_a_day_is_written(day: str) -> None:
    with pytest.raises(InvalidOption) as refused:
        arguments.days("2017-01-01", day)

    assert str(refused.value) == f"--to is {day}: write a day as 2017-12-22"


def test_refuses_a_window_without_a_beginning() -> None:
    for ask in (arguments.hours, arguments.days):
        with pytest.raises(InvalidOption, match="--to"):
            ask(None, "2017-12-23T00" if ask is arguments.hours else "2017-12-23")


def test_refuses_a_window_without_an_hour_or_a_day_in_it() -> None:
    with pytest.raises(InvalidOption, match="first hour that is left out"):
        arguments.hours("2017-12-22T17", "2017-12-22T17")
    with pytest.raises(InvalidOption, match="can't come before --from"):
        arguments.days("2017-12-22", "2017-12-21")


def test_tells_an_earlier_window_by_its_time_and_not_by_its_letters() -> None:
    with pytest.raises(InvalidOption):
        arguments.days("2017-12-10", "2017-12-9")


def curation(*hours: str | None, remake: str | None = None, swap: bool = False) -> dict[str, str]:
    first, end = hours or (None, None)
    return arguments.curation(first, end, remake, swap=swap, now=datetime(2017, 12, 22, 12, tzinfo=UTC))


def test_hands_on_the_day_to_make_again_and_whether_to_swap() -> None:
    assert curation(remake="2017-12-2") == {"--REMAKE": "2017-12-02"}
    assert curation(remake="2017-12-22", swap=True) == {"--REMAKE": "2017-12-22", "--SWAP": "yes"}
    assert curation("2017-12-22T00", None) == {"--FROM": "2017-12-22T00"}


@pytest.mark.parametrize(
    ("hours", "remake", "swap", "complaint"),
    [
        ((), "22.12.2017", False, "--remake is 22.12.2017: write a day as 2017-12-22"),
        ((), "2017-12-23", True, "--remake is 2017-12-23: that hasn't come, it is 2017-12-22T12:00 UTC"),
        ((), None, True, "--swap needs --remake"),
        (
            ("2017-12-22T00", None),
            "2017-12-22",
            False,
            "--remake reads all hours since its day: leave out --from and --to",
        ),
    ],
)
def test_says_which_day_can_not_be_made_again(
    hours: tuple[str, None] | tuple[()], remake: str | None, swap: bool, complaint: str
) -> None:
    with pytest.raises(InvalidOption) as refused:
        curation(*hours, remake=remake, swap=swap)

    assert str(refused.value) == complaint
