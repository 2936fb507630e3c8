"""A key that hashes may still be under is kept, and no longer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.pseudonyms.key_ring import (
    ANNOUNCED_SECONDS,
    KeyRing,
    KeyRingUnreadable,
    parse_key_ring,
    to_text,
)
from tests.lambdas.core.pseudonyms.rings import DAY, FIRST, KEPT, SECOND, THIRD


def test_the_first_key_is_what_the_template_has_generated() -> None:
    ring = parse_key_ring(f'{{"starts": 0, "key": "{FIRST}"}}')

    assert [(each.key, each.starts) for each in ring.list_keys()] == [(FIRST, 0)]


def test_a_new_key_comes_into_force_after_everybody_knows_it() -> None:
    ring = KeyRing(FIRST).renew(SECOND, 1_000, KEPT)

    assert [(each.key, each.starts) for each in ring.list_keys()] == [
        (SECOND, 1_000 + ANNOUNCED_SECONDS),
        (FIRST, 0),
    ]


def test_a_key_is_kept_as_long_as_an_item_may_lie_under_it() -> None:
    ring = KeyRing(FIRST).renew(SECOND, 0, KEPT)

    last, gone = (
        ring.renew(THIRD, ANNOUNCED_SECONDS + KEPT + seconds, KEPT).list_keys() for seconds in (-1, 0)
    )

    assert [each.key for each in last] == [THIRD, SECOND, FIRST]
    assert [each.key for each in gone] == [THIRD, SECOND]


@given(st.lists(st.integers(1, 1_000), max_size=30))
def test_however_often_keys_are_renewed_what_was_written_is_found_until_it_expires(waits: list[int]) -> None:
    """FAULTS 63."""
    now, ring = 0, KeyRing(FIRST)
    in_force: list[tuple[str, int]] = [(FIRST, 10**12)]
    for number, days in enumerate(waits):
        now += days * DAY
        key = f"{number:064}"
        in_force[-1] = (in_force[-1][0], now + ANNOUNCED_SECONDS)
        in_force.append((key, 10**12))
        ring = ring.renew(key, now, KEPT)

    known = {each.key for each in ring.list_keys()}
    assert {key for key, until in in_force if until + KEPT > now} <= known


def test_a_ring_is_written_as_it_is_read() -> None:
    ring = KeyRing(FIRST).renew(SECOND, 1_000, KEPT)

    assert parse_key_ring(to_text(ring)) == ring


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": "short"}', '{"key": 123456789}', "hunter2" * 9])
def test_a_secret_that_holds_something_else_is_refused_without_a_word_of_it(text: str) -> None:
    with pytest.raises(KeyRingUnreadable) as refused:
        parse_key_ring(text)

    assert str(refused.value) == "the secret holds no ring of keys"
    assert refused.value.__cause__ is None
