"""What raw has lost for good is no reason to take right rows out of a ledger."""

from dataclasses import replace
from typing import Any

import pytest

from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.table import iterate_entries, put_entry, write_off
from sluice.rebuild import render
from sluice.rebuild.differences import DifferenceKind
from sluice.rebuild.swap import SwapOutcome
from sluice.replay.agreement import ManifestMismatch
from tests.sluice.rebuild.machine import MANIFEST, RAW
from tests.sluice.rebuild.tampering import SALES
from tests.sluice.rebuild.world import World


@pytest.fixture
def world() -> World:
    """Of seven sales two lie in an object that the bucket has lost."""
    world = World()
    world.sell(SALES[:5])
    world.sell(SALES[5:])
    lose(world, last(world))
    return world


def last(world: World) -> ManifestEntry:
    """What the manifest says of the object that came last."""
    *_, entry = iterate_entries(world.dynamodb, MANIFEST, min(world.arrived.values()), world.now)
    return entry


def lose(world: World, entry: ManifestEntry) -> None:
    world.s3.delete_object(Bucket=RAW, Key=entry.key, VersionId=entry.version)


def say(world: World, entry: ManifestEntry) -> None:
    """Let the manifest say this of what is lost, and write it off."""
    put_entry(world.dynamodb, MANIFEST, entry)
    write_off(world.dynamodb, MANIFEST, entry)


def test_nothing_is_rebuilt_before_somebody_has_looked(world: World) -> None:
    with pytest.raises(ManifestMismatch, match="sluice raw write-off dev"):
        world.rebuilt()


@pytest.mark.parametrize(
    "known",
    [
        {"partitions": {"367": 2}},
        {"partitions": {"?": 2}},
        {"partitions": {}, "records": 0, "broken": "no gzip"},
    ],
)
def test_rows_whose_sales_may_be_lost_are_named_and_left_alone(world: World, known: dict[str, Any]) -> None:
    say(world, replace(last(world), **known))
    before = world.rows("stock"), world.rows("points")
    world.rebuilt()

    found = world.compared()
    done = world.swapped(found)

    assert {each.kind for each in found.differences} == {DifferenceKind.UNEXPLAINED}
    assert (len(found.differences), len(found.doubtful), found.certain) == (4, 4, [])
    assert done == {}
    assert (world.rows("stock"), world.rows("points")) == before
    assert (
        "4 of them may be of sales in 1 versions of raw that are written off: a swap leaves them alone"
        in list(render.compared(found))
    )


def test_rows_of_stores_that_it_held_nothing_of_are_removed(world: World) -> None:
    say(world, replace(last(world), partitions={"31401": 2}))
    world.rebuilt()

    found = world.compared()

    assert found.doubtful == []
    assert world.swapped(found) == {SwapOutcome.REMOVED: 4}
