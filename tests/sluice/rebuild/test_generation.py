"""A generation is like the live tables, has a plain name, and is dropped whole."""

from typing import Any

import pytest

from sluice.rebuild.generation import InvalidGenerationName, OtherTable, TableGeneration
from sluice.rebuild.generations import NoGeneration
from sluice.replay.start import UnderWay
from tests.sluice.rebuild.machine import LEDGERS
from tests.sluice.rebuild.world import SPRING, World


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


def test_dropped_nothing_of_it_is_left_and_its_name_is_free(rebuilt: World) -> None:
    assert rebuilt.dropped() == ["stock-spring1", "points-spring1"]
    with pytest.raises(NoGeneration, match="no generation spring1"):
        rebuilt.place.folds.whole(SPRING)

    rebuilt.rebuilt()

    assert rebuilt.compared().differences == ()


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
    with pytest.raises(InvalidGenerationName, match="letters and digits"):
        TableGeneration(name)


def test_what_is_being_folded_is_not_dropped(left: World) -> None:
    with pytest.raises(UnderWay, match="still folds into spring1"):
        left.dropped()
