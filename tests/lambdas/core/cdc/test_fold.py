"""Whatever the order in which messages arrive, the folded rows are the source's."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lambdas.core.cdc.fold_steps import folded, played, steps


@settings(max_examples=300)
@given(
    history=st.lists(steps, max_size=30),
    by_row=st.booleans(),
    shards=st.integers(1, 4),
    seed=st.integers(0, 1_000),
)
def test_the_folded_rows_are_those_of_the_source(
    history: list[tuple[Any, ...]], by_row: bool, shards: int, seed: int
) -> None:
    """FAULTS 24, 44, 45, 46: loads built later than changes commit, deletes, reloads, all in any order."""
    source = played(history, by_row=by_row)

    state = folded(source, shards, seed)

    assert state.rows_now(source.columns) == [source.rows[key] for key in sorted(source.rows)]
