"""Two payloads that say the same are one, and none else are."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from contracts.canonical import Spelling

Moment = Annotated[datetime, Meta(tz=True)]


class Part(Struct, kw_only=True):
    """A part, with a default and a moment of its own."""

    name: str
    weight: float = 0.0
    made_at: Moment | None = None


class Whole(Struct, kw_only=True):
    """What the tests spell."""

    at: Moment
    parts: tuple[Part, ...] = ()
    note: str | None = None
    count: int = 1


SPELLING = Spelling(Whole)
NOON = "2026-11-30T12:00:00Z"


def spelled(payload: Mapping[str, Any]) -> bytes:
    return SPELLING.encode(json.loads(json.dumps(payload)))[0]


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-30T12:00:00.000Z",
        "2026-11-30T12:00:00+00:00",
        "2026-11-30T12:00:00-00:00",
        "2026-11-30T13:30:00+01:30",
        "2026-11-30t12:00:00z",
        "2026-11-30 12:00:00Z",
    ],
)
def test_one_moment_is_one_whatever_its_zone_and_its_zeros(at: str) -> None:
    """FAULTS 52."""
    assert msgspec.convert({"at": at}, Whole) == msgspec.convert({"at": NOON}, Whole)
    assert spelled({"at": at}) == spelled({"at": NOON})


@pytest.mark.parametrize(
    "at", ["2026-11-30T12:00:00.001Z", "2026-11-30T12:00:01Z", "2026-11-30T12:00:00+01:00"]
)
def test_another_moment_is_another(at: str) -> None:
    assert spelled({"at": at}) != spelled({"at": NOON})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"parts": []}),
        ({}, {"note": None}),
        ({}, {"count": 1}),
        ({}, {"count": 1.0}),
        ({"parts": [{"name": "a"}]}, {"parts": [{"weight": 0, "name": "a", "made_at": None}]}),
        ({"parts": [{"name": "a", "weight": 2}]}, {"parts": [{"name": "a", "weight": 2.0}]}),
        (
            {"parts": [{"name": "a", "made_at": NOON}]},
            {"parts": [{"name": "a", "made_at": "2026-11-30T12:00:00.0Z"}]},
        ),
        ({"unknown": {"deep": [1, 2.5]}}, {"unknown": {"deep": [1.0, 2.5]}}),
    ],
)
def test_what_says_the_same_is_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """FAULTS 52."""
    assert spelled({"at": NOON, **one}) == spelled({**other, "at": NOON})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"parts": [{"name": "a"}, {"name": "b"}]}, {"parts": [{"name": "b"}, {"name": "a"}]}),
        ({"unknown": 1}, {}),
        ({"unknown": None}, {}),
        ({"unknown": "1"}, {"unknown": 1}),
        ({"unknown": "2026-11-30T12:00:00Z"}, {"unknown": "2026-11-30T12:00:00.0Z"}),
        ({"count": 2}, {}),
        ({"note": "1.0,"}, {"note": "1,"}),
        ({"unknown": True}, {"unknown": 1}),
    ],
)
def test_what_says_something_else_is_not(one: dict[str, Any], other: dict[str, Any]) -> None:
    """The order of a receipt's lines is part of it; of what nobody knows a text is a text."""
    assert spelled({"at": NOON, **one}) != spelled({"at": NOON, **other})


PAYLOADS = st.fixed_dictionaries(
    {"at": st.sampled_from([NOON, "2026-11-30T12:00:00.5Z", "2026-11-30T13:00:00+01:00"])},
    optional={
        "note": st.none() | st.text(max_size=3),
        "count": st.integers(0, 2),
        "unknown": st.recursive(
            st.integers(0, 2) | st.sampled_from([1.0, 1.5]),
            lambda one: st.lists(one, max_size=2),
            max_leaves=3,
        ),
        "parts": st.lists(
            st.fixed_dictionaries({"name": st.just("a"), "weight": st.sampled_from([0, 0.0, 1.5])})
        ),
    },
)


@given(PAYLOADS)
def test_the_one_spelling_of_a_spelling_is_itself(payload: dict[str, Any]) -> None:
    canonical = spelled(payload)

    assert SPELLING.encode(json.loads(canonical)) == (canonical, canonical)
