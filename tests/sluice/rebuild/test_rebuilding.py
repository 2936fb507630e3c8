"""What is rebuilt equals what is live, or the difference is named with its sale, and a swap mends it."""

import json
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from lambdas.inventory.stock import RECEIVED, Stock
from sluice.rebuild.archive import NothingArchived, NotInManifest
from sluice.rebuild.comparison import Comparison
from sluice.rebuild.differences import Kind
from sluice.rebuild.fold import NoGeneration, NotWhole, UnderWay
from sluice.rebuild.generation import BadName, Generation, OtherTable
from sluice.rebuild.rows import key
from sluice.rebuild.swapping import Done
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.rebuild.machine import LEDGERS
from tests.sluice.rebuild.world import FAILURES, SPRING, World

SALES = [encoded(sale(n, lines=[line("apple", n)], loyalty_id="1234")) for n in range(1, 8)]
CONFLICT = encoded(sale(3, lines=[line("apple", 99)], loyalty_id="4321"))
BROKEN = b'{"sale_id": 7}'
THIRD = ("367", "2017-03-01/4/3")


@pytest.fixture
def world() -> World:
    """Sales that came twice, one of them with another payload the second time, and one that is broken."""
    world = World()
    world.sell([*SALES[:4], BROKEN])
    world.sell([CONFLICT, *SALES[3:]])
    return world


@pytest.fixture
def rebuilt(world: World) -> World:
    world.rebuilt()
    return world


def told(found: Comparison) -> list[tuple[str, str, Kind]]:
    return [(each.consumer, each.sale_id, each.kind) for each in found.differences]


def change(world: World, table: str, **attributes: Any) -> None:
    """Somebody writes into the row of the third sale."""
    row = world.rows(table)[THIRD] | attributes
    world.dynamodb.put_item(TableName=table, Item=row)


def remove(world: World, table: str) -> None:
    world.dynamodb.delete_item(TableName=table, Key=key(*THIRD))


def add(world: World, table: str) -> None:
    """Somebody writes a row that is no sale's."""
    row = world.rows(table)[THIRD] | key("367", "2017-03-01/4/77")
    world.dynamodb.put_item(TableName=table, Item=row)


def test_rebuilt_equals_live(rebuilt: World) -> None:
    found = rebuilt.compared()

    assert (found.rows, found.newer, found.differences) == (2 * len(SALES), 0, ())
    for table in LEDGERS.values():
        assert rebuilt.rows(SPRING.table(table)) == rebuilt.rows(table)


def test_a_generation_is_like_the_live_tables(rebuilt: World) -> None:
    for live in LEDGERS.values():
        assert shape(rebuilt, SPRING.table(live)) == shape(rebuilt, live)


def shape(world: World, table: str) -> list[Any]:
    """By what a table is read, and how it is paid and kept."""
    found = world.dynamodb.describe_table(TableName=table)["Table"]
    backups = world.dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    indexes = [(each["IndexName"], each["Projection"]) for each in found.get("GlobalSecondaryIndexes", [])]
    attributes = sorted(each["AttributeName"] for each in found["AttributeDefinitions"])
    recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    return [found["KeySchema"], attributes, indexes, found["BillingModeSummary"]["BillingMode"], recovery]


def test_a_row_that_is_gone_is_named_with_its_sale_and_comes_back(rebuilt: World) -> None:
    before = rebuilt.rows("stock")
    remove(rebuilt, "stock")

    found = rebuilt.compared()
    done = rebuilt.swapped(found)

    assert told(found) == [("inventory", "367/2017-03-01/4/3", Kind.MISSING)]
    [item] = found.items
    assert (item.store_id, item.name, item.balance, item.rebuilt) == ("367", "apple", -25, -28)
    assert done == {Done.INSERTED: 1}
    assert rebuilt.rows("stock") == before
    assert rebuilt.compared().differences == ()


@pytest.mark.parametrize("with_another_digest", [True, False])
def test_a_row_that_somebody_changed_is_named_and_replaced(rebuilt: World, with_another_digest: bool) -> None:
    before = rebuilt.rows("points")
    other = {"digest": {"B": b"another"}} if with_another_digest else {}
    change(rebuilt, "points", points={"N": "1000"}, **other)

    found = rebuilt.compared()
    done = rebuilt.swapped(found)

    assert told(found) == [("loyalty", "367/2017-03-01/4/3", Kind.OTHER)]
    [item] = found.items
    assert (item.store_id, item.name, item.balance - item.rebuilt) == ("", "1234", 1000 - 3)
    assert done == {Done.REPLACED: 1}
    assert rebuilt.rows("points") == before


def test_a_row_that_no_sale_explains_is_written_aside_and_removed(rebuilt: World) -> None:
    before = rebuilt.rows("stock")
    add(rebuilt, "stock")

    found = rebuilt.compared()
    done = rebuilt.swapped(found)

    assert told(found) == [("inventory", "367/2017-03-01/4/77", Kind.UNEXPLAINED)]
    assert found.complete_to is not None
    assert done == {Done.REMOVED: 1}
    assert rebuilt.rows("stock") == before
    [aside] = rebuilt.s3.list_objects_v2(Bucket=FAILURES)["Contents"]
    assert aside["Key"].startswith("rebuilt/spring1/stock/367/2017-03-01/4/77/")
    kept = json.loads(rebuilt.s3.get_object(Bucket=FAILURES, Key=aside["Key"])["Body"].read())
    assert kept["movement"] == {"M": {"apple": {"N": "-3"}}}


def test_what_was_delivered_is_carried_over(rebuilt: World) -> None:
    Stock(rebuilt.dynamodb, "stock").receive("367", "2017-03-01/opening/1", {"apple": 50})
    remove(rebuilt, "stock")

    found = rebuilt.compared()
    rebuilt.swapped(found)

    assert found.carried_over == 1
    assert (found.items[0].balance, found.items[0].rebuilt) == (25, 22)
    assert ("367", RECEIVED + "2017-03-01/opening/1") in rebuilt.rows("stock")


def test_what_changes_between_the_comparison_and_the_swap_is_left_alone(rebuilt: World) -> None:
    change(rebuilt, "stock", digest={"B": b"another"})
    found = rebuilt.compared()
    change(rebuilt, "stock", digest={"B": b"a third"})

    assert rebuilt.swapped(found) == {Done.OVERTAKEN: 1}
    assert rebuilt.rows("stock")[THIRD]["digest"] == {"B": b"a third"}


def test_what_a_consumer_applies_between_the_comparison_and_the_swap_counts_once(rebuilt: World) -> None:
    before = rebuilt.rows("stock")
    remove(rebuilt, "stock")
    found = rebuilt.compared()
    rebuilt.deliver(SALES)

    assert rebuilt.swapped(found) == {Done.INSERTED: 1}
    assert rebuilt.rows("stock") == before


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


def test_a_fold_that_fails_goes_on_when_it_is_started_again(world: World) -> None:
    world.machine.failing = True
    with pytest.raises(NotWhole, match="incomplete"):
        world.rebuilt()
    with pytest.raises(NotWhole, match="spring1 is incomplete"):
        world.place.folds.whole(SPRING)
    world.machine.failing = False

    world.rebuilt()

    assert world.compared().differences == ()
    assert [name[-4:] for name in world.machine.executions] == ["-1-1", "-1-2"]


def test_a_finished_fold_is_not_folded_again(rebuilt: World) -> None:
    rebuilt.sell([encoded(sale(50))])

    again = rebuilt.rebuilt()

    assert len(rebuilt.machine.executions) == 1
    assert again.records == 2 * 5


def test_one_replay_at_a_time(world: World) -> None:
    world.lock("20170301T1400-20170301T1500-1")

    with pytest.raises(UnderWay, match="20170301T1400-20170301T1500-1 is under way"):
        world.rebuilt()


def test_an_object_that_the_manifest_lacks_is_said_before_anything_is_folded(world: World) -> None:
    world.archive(SALES, manifest=False)

    with pytest.raises(NotInManifest, match="1 objects of raw are not in manifest"):
        world.rebuilt()
    assert world.machine.executions == []


def test_nothing_is_compared_with_a_fold_that_left_something_out(rebuilt: World) -> None:
    fold = rebuilt.place.folds.whole(SPRING)
    rebuilt.archive(SALES, manifest=False)

    with pytest.raises(NotInManifest):
        rebuilt.compared(replace(fold, end=rebuilt.now))


def test_dropped_nothing_of_it_is_left_and_its_name_is_free(rebuilt: World) -> None:
    assert rebuilt.dropped() == ["stock-spring1", "points-spring1"]
    with pytest.raises(NoGeneration, match="no generation spring1"):
        rebuilt.place.folds.whole(SPRING)

    rebuilt.rebuilt()

    assert rebuilt.compared().differences == ()


def test_what_is_being_folded_is_not_dropped(rebuilt: World) -> None:
    rebuilt.lock(rebuilt.place.folds.of(SPRING).replay)

    with pytest.raises(UnderWay, match="still folds into spring1"):
        rebuilt.dropped()


def test_somebody_elses_table_is_left_alone(world: World) -> None:
    world.dynamodb.create_table(
        TableName="points-spring1",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )

    with pytest.raises(OtherTable, match="points-spring1 has other keys than points"):
        world.rebuilt()


@pytest.mark.parametrize("name", ["", "spring-1", "../raw", "a" * 17, "frühling", "a b"])
def test_a_generation_has_a_plain_name(name: str) -> None:
    with pytest.raises(BadName, match="letters and digits"):
        Generation(name)


def test_nothing_is_rebuilt_from_nothing() -> None:
    with pytest.raises(NothingArchived, match="raw has no sales yet"):
        World().rebuilt()
