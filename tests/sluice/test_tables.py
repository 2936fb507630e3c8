"""Items are read whole, however an answer is cut, and a table that doesn't answer is given up in one line."""

import time
from typing import Any

import pytest

from sluice.tables import KEYS_A_READ, TRIES, TableThrottled, from_attributes, read_items, to_attributes

KEYS = [to_attributes({"id": f"{number:03}"}) for number in range(KEYS_A_READ + 1)]


class Table:
    """Answers `most` keys of a call, and none while it is throttled."""

    def __init__(self, most: int = KEYS_A_READ, throttled: int = 0) -> None:
        self._most, self._throttled = most, throttled
        self.asked: list[int] = []

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        keys = RequestItems["table"]["Keys"]
        assert RequestItems["table"]["ConsistentRead"]
        self.asked.append(len(keys))
        most = 0 if len(self.asked) <= self._throttled else self._most
        left = {"table": {"Keys": keys[most:]}} if keys[most:] else {}
        return {"Responses": {"table": keys[:most]}, "UnprocessedKeys": left}


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


def read(table: Table) -> list[Any]:
    return list(read_items(table, "table", KEYS))  # type: ignore[arg-type]


def test_asks_for_no_more_keys_than_a_call_takes() -> None:
    table = Table()

    assert read(table) == KEYS
    assert table.asked == [KEYS_A_READ, 1]


def test_reads_again_what_an_answer_leaves_over(slept: list[float]) -> None:
    table = Table(most=60)

    assert read(table) == KEYS
    assert table.asked == [KEYS_A_READ, KEYS_A_READ - 60, 1]
    assert len(slept) == 1


def test_waits_ever_longer_for_a_table_that_is_throttled(slept: list[float]) -> None:
    assert read(Table(throttled=3)) == KEYS

    assert slept == sorted(slept)
    assert len(slept) == 3


def test_gives_up_in_one_line() -> None:
    table = Table(throttled=TRIES)

    with pytest.raises(TableThrottled, match="table is throttled: 100 of its items were not read, try again"):
        read(table)
    assert len(table.asked) == TRIES


def test_values_come_back_as_they_were_written() -> None:
    assert from_attributes(to_attributes({"text": "a", "number": 3})) == {"text": "a", "number": 3}
