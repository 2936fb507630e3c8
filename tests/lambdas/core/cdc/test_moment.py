"""Of two statements the later one is known, however DMS spells its positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import BrokenContract
from lambdas.core.cdc.moment import Moment, to_moment
from lambdas.core.cdc.record import parse
from tests.lambdas.core.cdc.records import line_of, row

halves = st.integers(0, 2**32 - 1)
places = st.tuples(halves, halves, st.integers(0, 10**6), st.integers(0, 10**6))


def at(place: tuple[int, int, int, int], width: int = 1) -> Moment:
    """A change's moment; positions are padded to a width."""
    high, low, number, transaction = place
    record = row()
    lsn = f"{high:0{width}x}/{low:0{width}X}"
    record["metadata"] |= {"stream-position": f"{lsn}.{number}.{lsn}", "transaction-record-id": transaction}
    return to_moment(parse(line_of(record)).metadata)


@given(one=places, other=places, widths=st.tuples(st.integers(1, 8), st.integers(1, 8)))
def test_changes_go_by_their_numbers_not_their_texts(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int], widths: tuple[int, int]
) -> None:
    assert at(one, widths[0]).is_after(at(other, widths[1])) is (one > other)


def test_a_load_that_is_built_after_a_change_commits_is_still_before_it() -> None:
    """FAULTS 44: what counts is when DMS builds the messages, and changes wait until the load is complete."""
    load = row("load", 500)
    change = row("update", 900)
    change["metadata"]["commit-timestamp"] = "2017-03-01T14:03:00.000001Z"

    loaded, changed = (to_moment(parse(line_of(each)).metadata) for each in (load, change))

    assert changed.is_after(loaded)
    assert not loaded.is_after(changed)


def test_a_load_is_after_the_changes_that_were_built_before_it() -> None:
    """FAULTS 46: a reload says the table anew."""
    loaded, changed = (
        to_moment(parse(line_of(row(name, at))).metadata) for name, at in (("load", 9), ("update", 5))
    )

    assert loaded.is_after(changed)


def test_times_are_compared_whatever_their_spelling() -> None:
    short, long = row("load"), row("load")
    short["metadata"]["timestamp"] = "2017-03-01T14:03:00Z"
    long["metadata"]["timestamp"] = "2017-03-01T15:03:00.000000+01:00"

    assert to_moment(parse(line_of(short)).metadata) == to_moment(parse(line_of(long)).metadata)


@pytest.mark.parametrize(
    ("position", "why"),
    [
        (None, "include_transaction_details"),
        ("mysql-bin-changelog.000007:3467", "is not a position of PostgreSQL's"),
        ("123456789/0.1", "is not a position of PostgreSQL's"),
    ],
)
def test_refuses_a_change_that_can_not_be_placed(position: str | None, why: str) -> None:
    record = row()
    record["metadata"]["stream-position"] = position

    with pytest.raises(BrokenContract, match=why):
        to_moment(parse(line_of(record)).metadata)
