"""Functions die where the seed says, and what comes again is seen."""

from demo.crashes import Crashes
from twin.semantics.batches import InvocationBatch
from twin.semantics.records import StreamRecord


def batch(first: int, count: int = 10) -> InvocationBatch:
    return InvocationBatch(
        tuple(StreamRecord("shard-0", str(number), "7", 0.0, b"") for number in range(first, first + count))
    )


def deaths(crashes: Crashes) -> list[int]:
    answers = [crashes.dies_after("inventory", batch(first)) for first in range(0, 400, 10)]
    return [done for done in answers if done is not None]


def test_a_function_dies_before_in_the_middle_and_after_a_batch() -> None:
    assert sorted(deaths(Crashes(["inventory"], 400, seed=1))) == [0, 5, 10]


def test_the_same_seed_kills_at_the_same_records() -> None:
    one, same = Crashes(["inventory"], 400, seed=3), Crashes(["inventory"], 400, seed=3)
    deaths(one), deaths(same)

    assert [crash.batch for crash in one.happened] == [crash.batch for crash in same.happened]


def test_batches_that_hold_records_of_a_crash_are_counted_as_its_return() -> None:
    crashes = Crashes(["inventory"], 40, seed=1)
    while not crashes.happened:
        crashes.dies_after("inventory", batch(0))

    crashes.dies_after("inventory", batch(0, 5))
    crashes.dies_after("inventory", batch(100))

    assert len(crashes.happened[0].came_again) == 1


def test_without_functions_to_kill_nothing_happens() -> None:
    crashes = Crashes([], 400, seed=1)

    assert deaths(crashes) == []
    assert crashes.happened == []


def test_a_function_dies_of_what_it_stumbles_over_each_time_until_it_is_repaired() -> None:
    over = StreamRecord("shard-0", "5", "7", 0.0, b"the one")
    crashes = Crashes([], 400, seed=1, stumbling={"inventory": {over.data}})
    stumbling = InvocationBatch((*batch(0, 5).records, over, *batch(6, 4).records))

    before = [crashes.dies_after("inventory", stumbling) for _ in range(3)]
    others = [crashes.dies_after("loyalty", stumbling), crashes.dies_after("inventory", batch(0))]
    crashes.repair()

    assert before == [5, 5, 5]
    assert others == [None, None]
    assert crashes.dies_after("inventory", stumbling) is None
