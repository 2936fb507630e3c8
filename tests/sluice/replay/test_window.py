from datetime import UTC, datetime

import pytest

from sluice.replay.window import Window, asked
from sluice.time_options import FutureTime, InvalidOption, InvertedWindow

NOW = datetime(2017, 12, 23, 12, 0, tzinfo=UTC)


def test_reads_hours_and_minutes() -> None:
    window = asked("2017-12-22T17", "2017-12-22T18:30", None, now=NOW)

    assert window == Window(
        datetime(2017, 12, 22, 17, tzinfo=UTC), datetime(2017, 12, 22, 18, 30, tzinfo=UTC)
    )
    assert str(window) == "2017-12-22T17:00 to 2017-12-22T18:30 UTC"


def test_names_replays_by_their_window_and_store() -> None:
    assert asked("2017-12-22T17", "2017-12-22T18", None, now=NOW).name == "20171222T1700-20171222T1800"
    assert asked("2017-12-22T17", "2017-12-22T18", "367", now=NOW).name == "20171222T1700-20171222T1800-367"


@pytest.mark.parametrize("store", ["a b", "Zürich", "a/b", "x" * 64])
def test_names_an_execution_whatever_the_store_is_called(store: str) -> None:
    name = asked("2017-12-22T17", "2017-12-22T18", store, now=NOW).name

    assert name.isascii()
    assert not set(name) & set(' /"#%\\^|~`$&,;:<>{}[]?*')
    assert len(f"{name}-999-999") <= 80


@pytest.mark.parametrize("text", ["2017-12-22", "22.12.2017", "2017-12-22T24", "2017-12-22T17:60", ""])
def test_says_how_a_time_is_written(text: str) -> None:
    with pytest.raises(InvalidOption, match="write an hour or a minute of UTC as 2017-12-22T17"):
        asked(text, "2017-12-22T18", None, now=NOW)


@pytest.mark.parametrize("end", ["2017-12-22T17", "2017-12-22T16:59"])
def test_refuses_an_end_before_the_beginning(end: str) -> None:
    with pytest.raises(InvertedWindow, match="must come after --from"):
        asked("2017-12-22T17", end, None, now=NOW)


def test_refuses_what_has_not_come() -> None:
    with pytest.raises(FutureTime) as refused:
        asked("2017-12-23T11", "2017-12-23T12:01", None, now=NOW)

    assert str(refused.value) == "--to is 2017-12-23T12:01: that hasn't come, it is 2017-12-23T12:00 UTC"
