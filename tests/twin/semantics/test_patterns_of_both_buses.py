"""The default bus is matched by MiniStack, custom ones by the twin: a pattern means the same on both.

`exists: false` is left out: MiniStack looks for what is absent in each element of a list by itself, Event
Ruler in the element that matched so far.
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st
from ministack.services import eventbridge

from twin.semantics.event_pattern import EventPattern

T = TypeVar("T")

NAMES = st.sampled_from(["a", "b"])
SCALARS = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "x", "xy", "X", "10.0.0.1"])
EXPECTED = SCALARS | st.sampled_from(
    [
        {"exists": True},
        {"prefix": "x"},
        {"suffix": {"equals-ignore-case": "Y"}},
        {"equals-ignore-case": "x"},
        {"anything-but": "x"},
        {"anything-but": [1, 2]},
        {"anything-but": {"prefix": "x"}},
        {"numeric": [">", 0, "<", 2]},
        {"wildcard": "*y"},
        {"cidr": "10.0.0.0/8"},
    ]
)


def objects(of: st.SearchStrategy[T]) -> st.SearchStrategy[dict[str, T]]:
    return st.dictionaries(NAMES, of, min_size=1)


def nested(
    leaves: st.SearchStrategy[Any], extend: Callable[[st.SearchStrategy[Any]], st.SearchStrategy[Any]]
) -> st.SearchStrategy[Any]:
    return st.recursive(leaves, extend, max_leaves=8)


EVENTS = objects(nested(SCALARS, lambda below: st.lists(below, max_size=3) | objects(below)))
PATTERNS = objects(nested(st.lists(EXPECTED, min_size=1, max_size=2), objects))


FEW = st.sampled_from(["x", 1, None])
LINES = st.lists(objects(FEW), min_size=2, max_size=3)
OF_A_LINE = objects(st.lists(FEW | st.just({"exists": True}), min_size=1, max_size=1))


def default_bus_takes(pattern: dict[str, Any], event: dict[str, Any]) -> bool:
    view = eventbridge._pattern_event_view({"Detail": json.dumps(event)})
    return bool(eventbridge._matches_pattern_view(json.dumps(pattern), view))


@given(st.lists(PATTERNS, min_size=2, max_size=3), EVENTS)
def test_a_pattern_takes_the_same_events_on_both_buses(
    alternatives: list[dict[str, Any]], event: dict[str, Any]
) -> None:
    pattern = {"detail": {"$or": alternatives}}

    assert EventPattern.parse(pattern).matches({"detail": event}) is default_bus_takes(pattern, event)


@given(OF_A_LINE, LINES)
def test_the_elements_of_a_list_are_kept_apart_on_both_buses(
    of_a_line: dict[str, Any], lines: list[dict[str, Any]]
) -> None:
    pattern, event = {"detail": {"lines": of_a_line}}, {"lines": lines}

    assert EventPattern.parse(pattern).matches({"detail": event}) is default_bus_takes(pattern, event)
