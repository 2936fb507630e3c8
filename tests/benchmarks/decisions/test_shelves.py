"""Units and calls of shelves, on sales that touch what they are made to touch."""

from datetime import UTC, date, datetime

from benchmarks.decisions.rows import delivered, event_bytes, sold
from benchmarks.decisions.shelves import Followed, at_once, distinct, kept
from contracts.scenario import SourceMessage
from domain.scenario.baskets import BasketLine, build_message, list_baskets
from twin.semantics.sources import TABLE_INTERVAL

NOON = datetime(2017, 3, 1, 12, tzinfo=UTC)


def bought(number: int, *skus: int) -> SourceMessage:
    return build_message([BasketLine(NOON, number, 367, 1, sku, 1, 2.0, 0.0, 0.0, 0.0) for sku in skus])


def test_sales_that_come_at_once_share_a_write_a_shelf() -> None:
    rows = list(sold([bought(1, 11, 12), bought(2, 12, 13)]))

    assert distinct(rows) == 3
    assert Followed().follow(rows, 2).write_units == 3
    assert Followed().follow(rows, 1).write_units == 4


def test_calls_are_those_that_the_deployed_code_makes() -> None:
    first, second = sold([bought(1, *range(30)), bought(2, *range(30))])
    followed = Followed()

    assert followed.follow([first], 1).calls == 1 + 2
    assert followed.follow([second], 1).calls == 1 + 2


def test_a_delivery_is_watched_and_a_fall_is_told() -> None:
    followed = Followed()
    followed.follow(list(delivered({"367": {"11": 7}}, date(2017, 3, 1))), 1)
    followed.follow(list(sold([bought(1, 11)])), 1)

    [[fall]] = followed.told
    assert (fall.sku, fall.on_hand) == ("11", 6)


def test_without_a_window_what_came_since_the_last_look_comes_at_once() -> None:
    assert at_once(1_000, 0) == 1_000 * TABLE_INTERVAL
    assert at_once(20, 60) == 1_200
    assert at_once(1, 0) == 1


def test_longer_windows_never_touch_more_shelves() -> None:
    found = [each for each in kept(list_baskets(date(2017, 3, 1), 1)) if each.sales_a_second == 20]

    shelves = [each.shelves_a_sale for each in found]
    assert shelves == sorted(shelves, reverse=True)
    assert found[-1].rows > found[0].rows


def test_a_row_weighs_what_lambda_hands_over() -> None:
    [row] = sold([bought(1, 11)])

    assert row["eventName"] == "INSERT"
    assert 800 < event_bytes([row]) < 1_200
