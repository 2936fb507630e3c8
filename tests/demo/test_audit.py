"""A consumer that breaks the promise is found out, sale by sale."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from demo.audit import Audit, ConsumerState
from demo.expectation import expected
from domain.scenario.ledgers import POINTS, STOCK
from tests.demo.sample_messages import CONFLICT, OPENING, ROW, SALE_ID, message


def audit(
    rows: list[dict[str, Any]], quarantined: Collection[bytes] = (), archived: Collection[bytes] = ()
) -> Audit:
    expectation = expected([message(), CONFLICT])
    return Audit(
        STOCK, expectation, Counter({"7/a": 10}), ConsumerState([OPENING, *rows], quarantined, archived)
    )


def test_one_row_a_sale_and_the_conflict_in_quarantine_is_the_promise_kept() -> None:
    kept = audit([ROW], {CONFLICT.data})

    assert kept.ok
    assert kept.applied == [SALE_ID]
    assert kept.items == 1


def test_a_sale_that_is_nowhere_is_lost_and_its_stock_wrong() -> None:
    broken = audit([], {CONFLICT.data})

    assert not broken.ok
    assert broken.lost == [SALE_ID]
    assert broken.mismatches == ["7/a"]


def test_a_refused_message_that_is_in_no_quarantine_is_lost() -> None:
    assert audit([ROW]).lost == [SALE_ID]


def test_a_sale_in_the_failure_archive_waits_and_is_not_lost() -> None:
    waiting = audit([], {CONFLICT.data}, {message().data})

    assert waiting.ok
    assert waiting.waiting == [SALE_ID]


def test_an_effect_that_stands_there_twice_is_found() -> None:
    doubled = audit([{**ROW, "movement": {"a": -4}}], {CONFLICT.data})

    assert doubled.applied_twice == [SALE_ID]
    assert doubled.mismatches == ["7/a"]
    assert not doubled.ok


def test_two_rows_of_one_sale_are_twice_even_if_one_moves_nothing() -> None:
    assert audit([ROW, {**ROW, "movement": {}}], {CONFLICT.data}).applied_twice == [SALE_ID]


def test_half_an_effect_is_a_mismatch() -> None:
    assert audit([{**ROW, "movement": {"a": -1}}], {CONFLICT.data}).mismatches == ["7/a"]


def test_a_row_that_no_sale_explains_is_named() -> None:
    assert audit([ROW, {**ROW, "entry": "2017-12-22/1/2"}], {CONFLICT.data}).unexplained == [
        "7/2017-12-22/1/2"
    ]


def test_a_good_sale_in_quarantine_is_named() -> None:
    assert audit([ROW], {CONFLICT.data, message().data}).refused_wrongly == [SALE_ID]


def test_the_raw_archive_rebuilds_the_same_stock_however_often_it_holds_a_sale() -> None:
    kept = audit([ROW], {CONFLICT.data})

    assert kept.rebuilt_otherwise([message().data, CONFLICT.data, message().data]) == []
    assert kept.rebuilt_otherwise([CONFLICT.data]) == ["7/a"]


def test_points_are_held_against_the_member_and_the_conflict_earns_none() -> None:
    row = {"partition": "7", "entry": "2017-12-22/1/1", "loyalty_id": "9", "points": 3}
    held = ConsumerState([row], {CONFLICT.data}, ())

    assert Audit(POINTS, expected([message(), CONFLICT]), Counter(), held).ok
    assert not Audit(POINTS, expected([message(498), CONFLICT]), Counter(), held).ok
