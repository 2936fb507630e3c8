"""A table that is loaded again has what was loaded again, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.cdc.generation import TableFacts, join_facts
from lambdas.core.cdc.moment import Moment
from lambdas.core.cdc.row import CurrentRow

FACTS = st.builds(
    TableFacts,
    created=st.frozensets(st.sampled_from("abcdef")),
    dropped=st.sampled_from(["", *"abcdef"]),
    loaded=st.sampled_from(["", *"abcdef"]),
)


@pytest.mark.parametrize(
    ("facts", "generation"),
    [
        (TableFacts(), ""),
        (TableFacts(created=frozenset("b"), loaded="c"), "b"),
        (TableFacts(created=frozenset("bd"), loaded="c"), "b"),
        (TableFacts(created=frozenset("bd"), loaded="e"), "d"),
        (TableFacts(created=frozenset("b"), dropped="d", loaded="c"), "d"),
    ],
)
def test_a_generation_begins_when_a_table_is_dropped_or_created_and_loaded(
    facts: TableFacts, generation: str
) -> None:
    """FAULTS 46: a task that is resumed may create its tables again, and loads none of them."""
    assert facts.generation == generation


def test_a_row_that_was_not_said_again_is_no_longer_there() -> None:
    """FAULTS 46: what vanished between two loads was never deleted."""
    facts = TableFacts(created=frozenset("b"), loaded="c")

    assert not facts.has(CurrentRow(latest=Moment("a", "1")))
    assert facts.has(CurrentRow(latest=Moment("c")))


@given(st.lists(FACTS, max_size=6), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_facts_become_known(
    facts: list[TableFacts], random: object
) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert join_facts(shuffled + facts[:2]) == join_facts(facts)
