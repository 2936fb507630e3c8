"""The depth of any text, and what it costs to find it."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.depth import MOST_NESTED, nests_too_deep

DEEP = st.recursive(
    st.none() | st.text('[]{}"\\x', max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}"\\', max_size=3), inner, max_size=3)
    ),
    max_leaves=30,
)


def nested(levels: int, innermost: Any) -> Any:
    for level in range(levels):
        innermost = [innermost] if level % 2 else {"a": innermost}
    return innermost


def depth_of(value: Any) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if parts is None else 1 + max(map(depth_of, parts), default=0)


@given(DEEP, st.integers(0, MOST_NESTED + 3), st.booleans())
def test_it_is_the_depth_that_counts_whatever_stands_in_texts(inner: Any, levels: int, spaced: bool) -> None:
    value = [nested(levels, inner), [inner] * 70]

    found = nests_too_deep(json.dumps(value, indent=1 if spaced else None).encode())

    assert found == (depth_of(value) > MOST_NESTED)


@pytest.mark.parametrize("text", ["]", "\\\\]", '\\"]', "}"])
def test_brackets_in_texts_hide_no_depth(text: str) -> None:
    opener = {"]": "[", "}": "{"}[text[-1]]
    item = f'"{text}",' if opener == "[" else f'"{text}":'
    close = f',"{opener}"' if opener == "[" else ""
    data = (opener + item) * 70 + "0" + (close + text[-1]) * 70

    assert nests_too_deep(data.encode())


@pytest.mark.parametrize(
    "data",
    [b"[" * 1_000_000, b'"' + b'\\"' * 500_000, b'"[' * 400_000, b"[]" * 500_000, b"{[" * 500_000],
    ids=["open", "one text", "texts", "flat", "both"],
)
def test_a_record_of_nothing_but_brackets_or_quotation_marks_takes_no_more_than_its_size(data: bytes) -> None:
    began = time.process_time()

    nests_too_deep(data)

    assert time.process_time() - began < 2
