"""Which window is asked for, and which can't be had."""

from datetime import UTC, datetime, timedelta

import pytest

from sluice.events.window import EventWindow, RetentionExceeded, read_event_window, require_kept, warning
from sluice.time_options import FutureTime, InvalidOption, InvertedWindow

NOON = datetime(2017, 12, 22, 12, tzinfo=UTC)
MORNING = read_event_window("2017-12-22T08", "2017-12-22T09:30", NOON)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2017-12-22T08:30", 510),
        ("2017-12-22T08", 480),
        ("2017-12-22", 0),
        ("2017-12-22T08:30:00Z", 510),
        ("2017-12-22T09:30+01:00", 510),
    ],
)
def test_a_time_is_read_as_utc_unless_it_says_otherwise(text: str, minutes: int) -> None:
    midnight = NOON.replace(hour=0)

    assert read_event_window(text, "2017-12-22T11", NOON).start == midnight + timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["yesterday", "22.12.2017", "17:30", ""])
def test_says_how_a_time_is_written(text: str) -> None:
    with pytest.raises(
        InvalidOption, match=f"^--from is {text}: write a time of UTC as 2017-12-22 or 2017-12-22T17:30$"
    ):
        read_event_window(text, "2017-12-22T11", NOON)


@pytest.mark.parametrize("end", ["2017-12-22T07", "2017-12-22T08"])
def test_refuses_a_window_with_nothing_in_it(end: str) -> None:
    with pytest.raises(InvertedWindow, match=f"--to is {end}: it must come after --from"):
        read_event_window("2017-12-22T08", end, NOON)


def test_refuses_what_has_not_happened_yet() -> None:
    with pytest.raises(FutureTime, match="that hasn't come, it is 2017-12-22T12:00 UTC"):
        read_event_window("2017-12-22T08", "2017-12-22T12:01", NOON)


def test_refuses_what_the_archive_has_forgotten() -> None:
    require_kept(MORNING, 7, MORNING.start + timedelta(days=7))
    require_kept(MORNING, 0, MORNING.start + timedelta(days=10_000))

    with pytest.raises(RetentionExceeded, match=r"keeps 7 days, back to 2017-12-22 08:00:01$"):
        require_kept(MORNING, 7, MORNING.start + timedelta(days=7, seconds=1))


def test_warns_of_an_end_that_the_archive_may_not_have_yet() -> None:
    """FAULTS 41."""
    assert warning(MORNING, MORNING.end + timedelta(minutes=10)) is None
    assert "may lack" in str(warning(MORNING, MORNING.end + timedelta(minutes=9)))


def test_names_itself_without_what_a_name_may_not_have() -> None:
    seconds = EventWindow(MORNING.start, MORNING.end + timedelta(seconds=5))

    assert (MORNING.name, str(MORNING)) == (
        "20171222T0800-20171222T0930",
        "2017-12-22 08:00 to 2017-12-22 09:30 UTC",
    )
    assert seconds.name == "20171222T0800-20171222T093005"


def test_says_how_much_of_it_is_done() -> None:
    assert MORNING.share(None) == 0
    assert MORNING.share(MORNING.start + timedelta(minutes=45)) == 0.5
