"""What was given up goes back onto the stream as it was, and counts once."""

from sluice.failures.failure import CONFLICTS, PARKED, SENT
from sluice.failures.redrive import plan_redrive
from tests.lambdas.sales import BOUNDS, encoded, line, sale
from tests.sluice.failures.doing import NOW, SALES, redrive, states
from tests.sluice.failures.worlds import World

CONFLICT = encoded(sale(0, lines=[line("apple", 9)]))


def test_what_was_given_up_counts_once_after_it_was_sent_again(given_up: World) -> None:
    """FAULTS 4: the consumer that had applied it knows it again."""
    tally = redrive(given_up)
    given_up.deliver()

    assert tally == {"sent": 5, "taken up by another run": 0}
    assert states(given_up) == {SENT: 5}
    assert given_up.stock() == {"apple": -10}
    assert [(each.data, each.partition_key) for each in given_up.stream()[5:]] == [
        (each, "store/367") for each in SALES
    ]
    assert len(given_up.failures()) == 5, "and loyalty refuses none of it"


def test_what_was_sent_is_not_sent_again(given_up: World) -> None:
    redrive(given_up)
    redrive(given_up)

    assert len(given_up.stream()) == 10


def test_a_record_that_two_consumers_gave_up_is_sent_once(world: World) -> None:
    world.down = {"inventory", "loyalty"}
    world.put(*SALES)
    world.deliver()
    world.down = set()

    redrive(world)
    world.deliver()

    assert len(world.stream()) == 10
    assert states(world) == {SENT: 10}
    assert world.stock() == {"apple": -10}


def test_what_fails_again_and_again_is_parked_and_never_loops(given_up: World) -> None:
    """FAULTS 43."""
    given_up.down = {"inventory"}
    for _ in range(6):
        redrive(given_up)
        given_up.deliver()

    assert len(given_up.stream()) == 5 + 3 * 5
    assert states(given_up) == {PARKED: 5}
    known = given_up.recoveries.read(each.id for each in given_up.failures())
    assert {(each.state, each.attempts, each.by) for each in known.values()} == {(PARKED, 3, "cap")}


def test_what_is_released_may_go_again(given_up: World) -> None:
    for each in given_up.failures():
        given_up.recoveries.park(each.id)
    assert redrive(given_up).total() == 0

    for each in given_up.failures():
        given_up.recoveries.release(each.id)

    assert redrive(given_up)["sent"] == 5


def test_what_is_quarantined_goes_only_if_it_is_asked_for_and_would_be_taken(world: World) -> None:
    """A contract that was mended takes it; what it still refuses, or conflicts, would only come back."""
    world.put(SALES[0], CONFLICT, encoded(sale(8, occurred_at="2017-03-01T23:00:00Z")), b"{}")
    world.deliver()

    assert plan_redrive(world.failures(), NOW, BOUNDS.oldest_day, with_quarantined=False).outgoing == []
    plan = plan_redrive(world.failures(), NOW, BOUNDS.oldest_day, with_quarantined=True)

    assert [each.failures[0].last.reason for each in plan.outgoing] == ["future"]
    assert {why for each, why in plan.left_out} == {
        CONFLICTS,
        "wrong_shape: record: Object missing required field `schema_version`",
    }
