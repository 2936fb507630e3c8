"""What somebody reads who rebuilds, and the exit code."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from lambdas.core.ledger_row import key_item
from sluice.__main__ import app
from sluice.rebuild.target import RebuildTarget
from sluice.replay.ledgers import Ledgers
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.complaints import complaint_of
from tests.sluice.declared_outputs import declared_outputs
from tests.sluice.rebuild.world import World
from tests.synthesis import having

SALES = [encoded(sale(n, lines=[line("apple", n)], loyalty_id="1234")) for n in range(1, 4)]
SECOND = key_item(("367", "2017-03-01/4/2"))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """The environment that every command finds, an hour ago: a fold goes through every hour until now."""
    world = World(now=datetime.now(UTC) - timedelta(hours=1))
    world.sell(SALES)
    monkeypatch.setattr(RebuildTarget, "of", lambda _: world.place)
    return world


def ran(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["rebuild", "dev", *arguments], input=answer)


def complaint(*arguments: str) -> str:
    return complaint_of(ran(*arguments))


def test_says_that_rebuilt_equals_live(world: World) -> None:
    world.dynamodb.put_item(
        TableName="stock",
        Item={**key_item(("367", "+2017-03-01/opening/1")), "digest": {"B": b""}, "movement": {"M": {}}},
    )

    answer = ran("--into", "spring1")

    first, *others = answer.stdout.splitlines()
    assert answer.exit_code == 0
    assert first.startswith("spring1: 3 records of raw folded, up to ")
    assert others == [
        "6 live rows compared with what raw makes of the sales",
        "1 adjustments, in no sale, are carried over",
        "0 differences: rebuilt equals live",
    ]


def test_names_what_differs_by_item_with_its_sales(world: World) -> None:
    world.dynamodb.delete_item(TableName="points", Key=SECOND)
    world.dynamodb.delete_item(TableName="stock", Key=SECOND)

    answer = ran("--into", "spring1")

    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[2:] == [
        "2 rows: missing in live",
        "store 367, product apple: is -4, would be -6: 367/2017-03-01/4/2 (missing in live)",
        "member 1234: is 6 points, would be 9: 367/2017-03-01/4/2 (missing in live)",
    ]


def test_programs_read_all_of_it(world: World) -> None:
    world.dynamodb.delete_item(TableName="stock", Key=SECOND)

    told: dict[str, Any] = json.loads(ran("--into", "spring1", "--json").stdout)

    assert (told["state"], told["rebuild_differences"], told["missing"], told["other"]) == ("done", 1, 1, 0)
    [item], [difference] = told["items"], told["differences"]
    assert item["sales"] == ["367/2017-03-01/4/2"]
    assert difference["raw"].endswith("/00000002")


def test_swaps_when_somebody_says_yes(world: World) -> None:
    world.dynamodb.delete_item(TableName="stock", Key=SECOND)
    ran("--into", "spring1")

    refused, accepted = (ran("--into", "spring1", "--swap", answer=answer) for answer in ("n\n", "y\n"))

    assert (refused.exit_code, accepted.exit_code) == (1, 0)
    assert "1 rows inserted" in accepted.stdout
    assert accepted.stdout.splitlines()[-1] == "0 differences: rebuilt equals live"


def test_says_whom_to_recount_after_rows_were_replaced(world: World) -> None:
    world.dynamodb.put_item(
        TableName="stock", Item={**SECOND, "digest": {"B": b"another"}, "movement": {"M": {}}}
    )
    ran("--into", "spring1")

    answer = ran("--into", "spring1", "--swap", "--yes")

    assert answer.exit_code == 0
    assert "1 rows replaced" in answer.stdout
    assert "what follows the ledger of inventory hears of new rows alone" in answer.stdout


def test_drops_a_generation(world: World) -> None:
    ran("--into", "spring1")

    assert ran("--into", "spring1", "--drop", answer="n\n").exit_code == 1
    assert ran("--into", "spring1", "--drop", "--yes").stdout == "spring1: 2 tables deleted\n"
    assert "stock-spring1" not in world.dynamodb.list_tables()["TableNames"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("what", ["--swap", "--drop"])
def test_says_that_there_is_no_such_generation(what: str) -> None:
    assert complaint("--into", "spring2", what) == "there is no generation spring2: rebuild into it first"


@pytest.mark.usefixtures("world")
def test_says_how_a_generation_is_named() -> None:
    assert complaint("--into", "spring-1").startswith(
        "--into is 'spring-1': write 1 to 16 letters and digits"
    )


@pytest.mark.usefixtures("world")
def test_does_one_thing_at_a_time() -> None:
    assert complaint("--into", "spring1", "--swap", "--drop").startswith("--swap and --drop")


def test_swaps_nothing_that_is_not_whole(world: World) -> None:
    world.machine.failing = True
    assert "is incomplete" in complaint("--into", "spring1")

    told = complaint("--into", "spring1", "--swap")

    assert told == "generation spring1 is incomplete, not done: rebuild into it, it goes on"


@pytest.fixture
def undeclared(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A consumer was added and deployed, and the domain that is installed here doesn't know it."""
    replays = world.place.replays
    ledgers = Ledgers(world.dynamodb, {**replays.ledgers.tables, "visits": "visits"})
    place = replace(world.place, replays=replace(replays, ledgers=ledgers))
    monkeypatch.setattr(RebuildTarget, "of", lambda _: place)
    return world


def test_refuses_a_ledger_that_the_domain_does_not_declare_before_anything_starts(undeclared: World) -> None:
    assert complaint("--into", "spring1") == (
        "dev has a ledger of visits, which the domain doesn't declare: declare it among CONSUMERS "
        "(inventory, loyalty are), or deploy without it"
    )
    assert undeclared.machine.executions == {}
    assert "stock-spring1" not in undeclared.dynamodb.list_tables()["TableNames"]


def test_says_in_one_line_why_a_fold_has_failed(world: World) -> None:
    world.machine.failing = True

    assert "is incomplete (Incomplete: Chunks failed for good), not done" in complaint("--into", "spring1")


def test_says_what_else_is_under_way(world: World) -> None:
    other = world.replays()

    assert complaint("--into", "spring1").startswith(f"{other} is under way")


@pytest.mark.parametrize("environment", having("Replay"))
def test_finds_every_name_among_the_outputs(environment: str) -> None:
    with declared_outputs(environment):
        assert RebuildTarget.of(environment).failures == "any-failuresbucket"
