"""A swap mends what differs, and nothing else."""

import json

import pytest

from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import DifferenceKind
from sluice.rebuild.swap import SwapOutcome
from tests.sluice.rebuild.places import FAILURES
from tests.sluice.rebuild.tampering import SALES, THIRD, add, change, remove
from tests.sluice.rebuild.world import World


def told(found: Comparison) -> list[tuple[str, str, DifferenceKind]]:
    return [(each.consumer, each.event_id, each.kind) for each in found.differences]


def test_a_row_that_is_gone_is_named_with_its_sale_and_comes_back(rebuilt: World) -> None:
    before = rebuilt.rows("stock")
    remove(rebuilt, "stock")

    found = rebuilt.compared()
    done = rebuilt.swapped(found)

    assert told(found) == [("inventory", "367/2017-03-01/4/3", DifferenceKind.MISSING)]
    [item] = found.items
    assert (item.partition, item.name, item.balance, item.rebuilt) == ("367", "apple", -25, -28)
    assert done == {SwapOutcome.INSERTED: 1}
    assert rebuilt.rows("stock") == before
    assert rebuilt.compared().differences == ()


@pytest.mark.parametrize("with_another_digest", [True, False])
def test_a_row_that_somebody_changed_is_named_and_replaced(rebuilt: World, with_another_digest: bool) -> None:
    before = rebuilt.rows("points")
    other = {"digest": {"B": b"another"}} if with_another_digest else {}
    change(rebuilt, "points", points={"N": "1000"}, **other)

    found = rebuilt.compared()
    done = rebuilt.swapped(found)

    assert told(found) == [("loyalty", "367/2017-03-01/4/3", DifferenceKind.OTHER)]
    [item] = found.items
    assert (item.partition, item.name, item.balance, item.rebuilt) == ("", "1234", 1018, 21)
    assert done == {SwapOutcome.REPLACED: 1}
    assert rebuilt.rows("points") == before


def test_a_row_that_no_sale_explains_is_written_aside_and_removed(rebuilt: World) -> None:
    before = rebuilt.rows("stock")
    add(rebuilt, "stock")

    found = rebuilt.compared()
    done = rebuilt.swapped(found)

    assert told(found) == [("inventory", "367/2017-03-01/4/77", DifferenceKind.UNEXPLAINED)]
    assert found.complete_to is not None
    assert done == {SwapOutcome.REMOVED: 1}
    assert rebuilt.rows("stock") == before
    [aside] = rebuilt.s3.list_objects_v2(Bucket=FAILURES)["Contents"]
    assert aside["Key"].startswith("rebuilt/spring1/stock/367/2017-03-01/4/77/")
    kept = json.loads(rebuilt.s3.get_object(Bucket=FAILURES, Key=aside["Key"])["Body"].read())
    assert kept["movement"] == {"M": {"apple": {"N": "-3"}}}


def test_what_changes_between_the_comparison_and_the_swap_is_left_alone(rebuilt: World) -> None:
    change(rebuilt, "stock", digest={"B": b"another"})
    found = rebuilt.compared()
    change(rebuilt, "stock", digest={"B": b"a third"})

    assert rebuilt.swapped(found) == {SwapOutcome.OVERTAKEN: 1}
    assert rebuilt.rows("stock")[THIRD]["digest"] == {"B": b"a third"}


def test_what_a_consumer_applies_between_the_comparison_and_the_swap_counts_once(rebuilt: World) -> None:
    before = rebuilt.rows("stock")
    remove(rebuilt, "stock")
    found = rebuilt.compared()
    rebuilt.deliver(SALES)

    assert rebuilt.swapped(found) == {SwapOutcome.INSERTED: 1}
    assert rebuilt.rows("stock") == before
