"""What is rebuilt equals what is live, or the difference is named with its sale."""

from dataclasses import replace
from itertools import count

import pytest

from lambdas.core.ledger_row import ADJUSTMENT
from lambdas.inventory.stock import Stock
from sluice.replay.agreement import ManifestMismatch
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.rebuild.machine import LEDGERS
from tests.sluice.rebuild.tampering import SALES, remove
from tests.sluice.rebuild.world import SPRING, World


def test_rebuilt_equals_live(rebuilt: World) -> None:
    found = rebuilt.compared()

    assert (found.rows, found.newer, found.differences) == (2 * len(SALES), 0, ())
    for table in LEDGERS.values():
        assert rebuilt.rows(SPRING.table(table)) == rebuilt.rows(table)


def test_what_was_delivered_is_carried_over(rebuilt: World) -> None:
    Stock(rebuilt.dynamodb, "stock").receive("367", "2017-03-01/opening/1", {"apple": 50})
    remove(rebuilt, "stock")

    found = rebuilt.compared()
    rebuilt.swapped(found)

    assert found.carried_over == 1
    assert (found.items[0].balance, found.items[0].rebuilt) == (25, 22)
    assert ("367", ADJUSTMENT + "2017-03-01/opening/1") in rebuilt.rows("stock")


def test_a_sale_that_arrived_after_the_fold_is_no_difference(rebuilt: World) -> None:
    rebuilt.sell([encoded(sale(50))])

    found = rebuilt.compared()

    assert (found.newer, found.differences) == (2, ())


def test_a_sale_that_is_not_yet_archived_is_waited_for(rebuilt: World) -> None:
    late = [encoded(sale(50))]
    rebuilt.deliver(late)
    looks = count(1)
    rebuilt.waited = lambda: rebuilt.archive(late) if next(looks) == 3 else None

    assert rebuilt.compared().differences == ()


def test_an_oversized_sale_is_rebuilt_from_its_claim() -> None:
    world = World()
    world.sell([world.claim(encoded(sale(1, lines=[line("apple", 5)])))])
    world.rebuilt()

    assert (world.compared().differences, len(world.rows("stock-spring1"))) == ((), 1)


def test_nothing_is_compared_with_a_fold_that_left_something_out(rebuilt: World) -> None:
    fold = rebuilt.place.folds.whole(SPRING)
    rebuilt.archive(SALES, manifest=False)

    with pytest.raises(ManifestMismatch):
        rebuilt.compared(replace(fold, window=replace(fold.window, end=rebuilt.now)))
