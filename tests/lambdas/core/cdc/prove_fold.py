"""A hundred thousand changes and more, in histories that differ each time."""

from random import Random

from tests.lambdas.core.cdc.fold_steps import folded, played
from tests.lambdas.core.cdc.histories import history

CHANGES = 100_000
LENGTH = 250


def test_a_hundred_thousand_changes_leave_the_folded_rows_equal_to_the_source() -> None:
    """FAULTS 24, 44, 45, 46: deletes, changes of keys and schemas, loads, resumptions, all in any order."""
    changes = 0
    random = Random()  # noqa: S311
    while changes < CHANGES:
        seed = random.randrange(1 << 32)
        chance = Random(seed)  # noqa: S311
        source = played(history(chance, LENGTH), by_row=chance.random() < 0.5)

        state = folded(source, chance.randint(1, 4), seed)

        assert state.rows_now(source.columns) == [source.rows[key] for key in sorted(source.rows)], seed
        changes += source.position
