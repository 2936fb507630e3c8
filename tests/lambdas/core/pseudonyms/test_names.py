"""Who has no key can't tell whose an item is, and who has one finds it, before and after a rotation."""

import hashlib
import hmac

import pytest
from botocore.exceptions import EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.pseudonyms.key_ring import ANNOUNCED_AT_LEAST_SECONDS, ANNOUNCED_SECONDS, KeyRingUnreadable
from lambdas.core.pseudonyms.names import (
    CHANGING_SECONDS,
    HEX_DIGITS,
    PREFIX,
    READ_AGAIN_SECONDS,
    USED_AT_MOST_SECONDS,
    Pseudonyms,
    compute_name,
)
from tests.lambdas.core.pseudonyms.rings import FIRST, SECOND, Source


class Clock:
    """A clock that stands still."""

    def __init__(self, now: float = 10_000_000) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source() -> Source:
    return Source()


def test_a_name_is_the_standard_keyed_hash() -> None:
    """https://www.rfc-editor.org/rfc/rfc2104, by the library's streaming interface."""
    expected = hmac.new(FIRST.encode(), b"member\x001234", hashlib.sha256).hexdigest()[:HEX_DIGITS]

    assert compute_name(FIRST, "member", "1234") == PREFIX + expected


@given(*(st.tuples(st.sampled_from([FIRST, SECOND]), st.sampled_from("ab"), st.text()) for _ in range(2)))
def test_another_key_kind_or_identifier_is_another_name(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert (compute_name(*one) == compute_name(*other)) == (one == other)


def test_a_hash_that_is_sent_as_an_identifier_is_not_its_owners_name(source: Source, clock: Clock) -> None:
    named = Pseudonyms(source, clock)
    victim = named.name("member", "1234").current

    for sent in (victim, victim.removeprefix(PREFIX)):
        assert victim not in named.name("member", sent, plain=f"member#{sent}").every


def test_keys_are_read_at_the_first_use_and_again_after_some_minutes(source: Source, clock: Clock) -> None:
    named = Pseudonyms(source, clock)
    assert source.reads == 0

    for _ in range(3):
        named.name("member", "1234")
    assert source.reads == 1
    clock.now += READ_AGAIN_SECONDS
    named.name("member", "1234")

    assert source.reads == 2


def test_a_service_that_is_down_holds_nobody_up_until_a_key_could_have_changed(
    source: Source, clock: Clock
) -> None:
    named = Pseudonyms(source, clock)
    before = named.name("member", "1234")
    source.down = True
    began = clock.now

    for _ in range(3):
        clock.now += READ_AGAIN_SECONDS
        assert [named.name("member", "1234"), named.name("member", "1234")] == [before, before]
    assert source.reads == 4
    clock.now = began + USED_AT_MOST_SECONDS + READ_AGAIN_SECONDS
    for _ in range(2):
        with pytest.raises(EndpointConnectionError):
            named.name("member", "1234")

    source.down = False
    assert named.name("member", "1234") == before


def test_a_secret_that_somebody_has_spoilt_holds_nobody_up_who_has_read_it(
    source: Source, clock: Clock
) -> None:
    named = Pseudonyms(source, clock)
    before = named.name("member", "1234")
    source.spoilt = True
    clock.now += READ_AGAIN_SECONDS

    assert [named.name("member", "1234"), named.name("member", "1234")] == [before, before]
    with pytest.raises(KeyRingUnreadable):
        Pseudonyms(source, clock).name("member", "1234")


def test_without_a_key_nothing_is_named(source: Source, clock: Clock) -> None:
    source.down = True

    with pytest.raises(EndpointConnectionError):
        Pseudonyms(source, clock).name("member", "1234")


def test_a_key_is_in_force_from_its_time_on_and_the_one_before_is_recognised(
    source: Source, clock: Clock
) -> None:
    starts = source.renew(SECOND, clock.now)
    first, second = (compute_name(key, "member", "1234") for key in (FIRST, SECOND))

    before = Pseudonyms(source, clock).name("member", "1234", plain="member#1234")
    clock.now = starts
    after = Pseudonyms(source, clock).name("member", "1234", plain="member#1234")

    assert (before.current, before.newer, before.older) == (first, (second,), ("member#1234",))
    assert (after.current, after.newer, after.older) == (second, (), (first, "member#1234"))
    assert after.every == (second, first, "member#1234")


@pytest.mark.parametrize(
    ("seconds", "rivals"),
    [
        (-CHANGING_SECONDS - 1, ()),
        (-CHANGING_SECONDS, (SECOND,)),
        (0, (FIRST,)),
        (CHANGING_SECONDS, (FIRST,)),
        (CHANGING_SECONDS + 1, ()),
    ],
)
def test_around_the_change_others_may_make_an_item_under_another_name(
    source: Source, clock: Clock, seconds: int, rivals: tuple[str, ...]
) -> None:
    clock.now = source.renew(SECOND, clock.now) + seconds

    found = Pseudonyms(source, clock).name("member", "1234")

    assert found.rivals == tuple(compute_name(each, "member", "1234") for each in rivals)


def test_nobody_uses_a_ring_that_lacks_a_key_in_force() -> None:
    """The longest that a ring is used, a batch and the change: all of it before a new key is in force."""
    batch = 900
    longest = USED_AT_MOST_SECONDS + READ_AGAIN_SECONDS + batch + CHANGING_SECONDS

    assert longest < ANNOUNCED_AT_LEAST_SECONDS < ANNOUNCED_SECONDS
