"""A refused sale comes back mended, once for all who refused it, under its own id."""

import json

import pytest

from sluice.failures.failure import PARKED, SENT, WAITING
from sluice.failures.occurrence import record_id
from tests.excuses import excusing
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.failures.doing import QUANTITIES, proposed, recipe, redrive, repair
from tests.sluice.failures.worlds import World

BROKEN = encoded(sale(1, lines=[line("pear", "3")]))
CARD = "4111 1111 1111 1111"
ALL = 'name = "all"'
ANOTHER = QUANTITIES + '[[repairs]]\ndo = "set"\nfield = "sale_id"\nvalue = "367/2017-03-01/4/7"'


def refused(world: World, *payloads: bytes) -> World:
    world.put(*payloads)
    world.deliver()
    return world


def test_a_repaired_sale_counts_once_in_every_ledger_and_says_where_it_comes_from(world: World) -> None:
    refused(world, BROKEN)

    tally = repair(world)
    world.deliver()

    assert tally["sent"] == 1
    assert world.stock() == {"pear": -3}
    assert {each.state for each in world.failures()} == {SENT}
    [_, sent] = [json.loads(each.data) for each in world.stream()]
    assert sent.pop("repaired") == {"from": record_id(BROKEN), "attempt": 1, "recipe": "quantities"}
    assert sent == json.loads(encoded(sale(1, lines=[line("pear", 3)])))


def test_repaired_twice_it_is_sent_once(world: World) -> None:
    refused(world, BROKEN)

    repair(world)
    repair(world)

    assert len(world.stream()) == 2


def test_the_original_stays_as_it_was(world: World) -> None:
    refused(world, BROKEN)
    before = world.s3.list_objects_v2(Bucket="quarantine")["Contents"]

    repair(world)

    assert world.s3.list_objects_v2(Bucket="quarantine")["Contents"] == before


def test_it_keeps_its_own_partition_key(world: World) -> None:
    world.put(BROKEN, key="another")
    world.deliver()

    repair(world)

    assert [each.partition_key for each in world.stream()] == ["another", "another"]


def test_a_repair_that_fails_again_belongs_to_the_failure_it_was_of(world: World) -> None:
    refused(world, BROKEN)
    before = [(each.id, each.consumer) for each in world.failures()]
    repair(world)
    world.down = {"inventory", "loyalty"}
    world.deliver()

    again = world.failures()

    assert [(each.id, each.consumer) for each in again] == before
    assert {(each.state, each.recovery.attempts, len(each.occurrences)) for each in again} == {
        (WAITING, 1, 2)
    }
    world.down = set()
    redrive(world)
    world.deliver()
    assert {each.state for each in world.failures()} == {SENT}
    assert world.stock() == {"pear": -3}


def test_whoever_took_the_repair_is_done_though_another_failed_at_it(world: World) -> None:
    refused(world, BROKEN)
    repair(world)
    world.down = {"loyalty"}
    world.deliver()

    found = {(each.consumer, each.state) for each in world.failures()}

    assert found == {("inventory", SENT), ("loyalty", WAITING)}


def test_what_a_harmless_field_was_refused_for_goes_back_once_the_domain_excuses_it(world: World) -> None:
    refused(world, encoded(sale(1, lines=[line("pear", 3)], payment_token=CARD)))
    [*_, problem] = [each.problem for each in proposed(world, recipe(ALL))]

    with excusing("payment_token"):
        redrive(world, quarantined=True)
        world.deliver()

        assert "card number" in problem
        assert {each.state for each in world.failures()} == {SENT}
        assert world.stock() == {"pear": -3}


def test_two_recipes_that_fail_count_along_the_lineage(world: World) -> None:
    """FAULTS 43: it ends parked."""
    refused(world, BROKEN)
    world.down = {"inventory", "loyalty"}
    repair(world)
    for _ in range(4):
        world.deliver()
        redrive(world)

    assert len(world.stream()) == 1 + 3
    assert {each.state for each in world.failures()} == {PARKED}


@pytest.mark.parametrize(
    ("payload", "wanted", "why"),
    [
        (b"no", ALL, "it is no JSON object"),
        (b"[1]", ALL, "it is no JSON object"),
        (encoded(sale(1, comment=CARD)), ALL, "holds what looks like a card number"),
        (encoded(sale(1, lines=[line("pear", "x")])), None, "can't be made integer without loss"),
        (BROKEN, ALL, "still broken: wrong_shape: lines[0].quantity"),
        (
            BROKEN,
            ANOTHER,
            "it has become another sale",
        ),
        (
            encoded({"schema_version": "1.0", "sale_id": "1", "store_id": "1", "claim": {"key": "claims/x"}}),
            ALL,
            "it is a claim check",
        ),
    ],
)
def test_what_cant_be_repaired_is_told_why(
    payload: bytes, wanted: str | None, why: str, world: World
) -> None:
    refused(world, payload)
    text = (wanted or QUANTITIES).replace("matches = '^\\d+$'", "present = true")

    [proposal] = proposed(world, recipe(text))

    assert why in proposal.problem
    assert proposal.after == b""


def test_a_conflict_would_only_conflict_again(world: World) -> None:
    refused(world, encoded(sale(1)), encoded(sale(1, lines=[line("pear", 9)])))

    [proposal] = proposed(world, recipe(ALL))

    assert proposal.problem == "its sale id is taken: it would only conflict again"


def test_a_sale_that_its_store_sent_again_is_left_alone(world: World) -> None:
    refused(world, BROKEN, encoded(sale(1, lines=[line("pear", 3)])))

    [proposal] = proposed(world, recipe())

    assert proposal.problem == (
        "367/2017-03-01/4/1 was applied by inventory, loyalty meanwhile: it would only conflict"
    )


def test_what_arrived_behind_its_broken_original_is_settled_by_the_same_bytes(world: World) -> None:
    """Refused once more since it was repaired, it waits again: another attempt's bytes would conflict."""
    refused(world, BROKEN)
    world.put(BROKEN)
    repair(world)
    world.deliver()
    assert WAITING in {each.state for each in world.failures()}

    repair(world)
    world.deliver()

    assert {each.state for each in world.failures()} == {SENT}
    assert world.stock() == {"pear": -3}
    assert len({each.data for each in world.stream()}) == 2


def test_a_bad_sale_id_may_be_mended(world: World) -> None:
    refused(world, encoded(sale(1, sale_id="367/2017-3-1/4/1")))
    wanted = recipe('name = "ids"\n[[repairs]]\ndo = "set"\nfield = "sale_id"\nvalue = "367/2017-03-01/4/1"')

    repair(world, wanted)
    world.deliver()

    assert world.stock() == {"1082185": -2}


def test_a_record_on_several_lines_needs_no_repair_but_to_be_written_on_one(world: World) -> None:
    refused(world, json.dumps(sale(1), indent=1).encode())

    repair(world, recipe(ALL))
    world.deliver()

    assert world.stock() == {"1082185": -2}


@pytest.mark.parametrize(
    ("where", "matches"),
    [
        ('consumer = "loyalty"', True),
        ('consumer = "fraud"', False),
        ('store = "367"', True),
        ('store = "368"', False),
        ('reason = "future"', False),
    ],
)
def test_a_recipe_is_for_whom_it_says_and_counts_for_all_who_refused(
    where: str, matches: bool, world: World
) -> None:
    refused(world, BROKEN)

    found = proposed(world, recipe(f'name = "any"\n[where]\n{where}'))

    assert [len(each.failures) for each in found] == ([2] if matches else [])


def test_another_recipe_waits_until_the_first_has_been_run_to_its_end(world: World) -> None:
    """What the first has sent may be other bytes under the same id."""
    refused(world, BROKEN)
    [failure, *_] = world.failures()
    world.recoveries.begin(failure.id, 1, seen=failure.last.failed_at, by="quantities")

    [proposal] = proposed(world, recipe(ALL))

    assert proposal.problem == "quantities is sending it: run that again first"
