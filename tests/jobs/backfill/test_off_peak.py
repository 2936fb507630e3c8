"""Hours in which a backfill may run, also over midnight."""

from datetime import UTC, datetime

import pytest

from jobs.backfill.off_peak import OffPeakWindow

DAY = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "open_at"),
    [("22-05", [22, 23, 0, 1, 2, 3, 4]), ("1-3", [1, 2]), ("0-0", range(24)), ("7-7", range(24))],
)
def test_is_open_from_its_first_hour_to_before_its_last(window: str, open_at: list[int]) -> None:
    found = [
        hour for hour in range(24) if OffPeakWindow.parse(window).is_open(DAY.replace(hour=hour, minute=59))
    ]

    assert sorted(found) == sorted(open_at)
    assert OffPeakWindow.parse(window).hours == len(found)


@pytest.mark.parametrize("text", ["", "22", "22-", "24-1", "a-b", "22-05-1", "-1-5"])
def test_other_texts_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        OffPeakWindow.parse(text)
