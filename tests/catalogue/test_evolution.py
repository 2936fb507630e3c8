"""What a contract's older senders and readers survive, and what they don't."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct, defstruct

from catalogue.evolution import ContractBroken, require_compatible

Count = Annotated[int, Meta(ge=0, le=100)]


class Part(Struct):
    """A part."""

    name: str
    weight: float | None = None


FIELDS: Mapping[str, tuple[Any, ...]] = {
    "id": (Annotated[str, Meta(max_length=10)],),
    "count": (Count,),
    "kind": (Literal["a", "b"], "a"),
    "parts": (list[Part], []),
    "note": (str | None, None),
}


def changed(**fields: tuple[Any, ...] | None) -> dict[str, Any]:
    """The contract's schema with other fields, or without some."""
    every = {**FIELDS, **fields}
    given = [(name, *how) for name, how in every.items() if how is not None]
    given.sort(key=lambda each: len(each) > 2)
    made = msgspec.json.schema(defstruct("Whole", given))
    parts = made["$defs"]
    return {**parts.pop("Whole"), "$defs": parts}


def broken(**fields: tuple[Any, ...] | None) -> str:
    with pytest.raises(ContractBroken) as caught:
        require_compatible("whole", changed(), changed(**fields))
    return str(caught.value)


def test_what_stays_as_it_was_is_survived() -> None:
    require_compatible("whole", changed(), changed())


def test_a_new_optional_field_is_survived() -> None:
    require_compatible("whole", changed(), changed(colour=(str | None, None)))


WIDER, NARROWER = Annotated[int, Meta(ge=0, le=101)], Annotated[int, Meta(ge=0, le=99)]
OPEN, PATTERNED = Annotated[int, Meta(ge=0)], Annotated[str, Meta(max_length=10, pattern="^x")]
GONE = "is gone, but older senders give it and older readers ask for it; keep it"
NEW = "is new and required, but older senders lack it; make it optional"
REMEDY = "; add an optional field beside it, or a new major version"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"count": (NARROWER,)}, f"whole.count: maximum is 99 and was 100{REMEDY}"),
        ({"count": (WIDER,)}, f"whole.count: maximum is 101 and was 100{REMEDY}"),
        ({"count": (OPEN,)}, f"whole.count: no longer has the rule maximum 100{REMEDY}"),
        ({"count": (str,)}, f"whole.count: no longer has the rule maximum 100{REMEDY}"),
        ({"id": (PATTERNED,)}, f"whole.id: has a new rule, pattern ^x{REMEDY}"),
        ({"kind": (Literal["a", "z"], "a")}, f"whole.kind: enum is ['a', 'z'] and was ['a', 'b']{REMEDY}"),
        ({"kind": (Literal["a", "b"], "b")}, f"whole.kind: default is b and was a{REMEDY}"),
        ({"note": (str, "")}, f"whole.note: default is  and was None{REMEDY}"),
        ({"note": None}, f"whole.note: {GONE}"),
        ({"count": (Count, 1)}, f"whole.count: must stay required{REMEDY}"),
        ({"colour": (str,)}, f"whole.colour: {NEW}"),
        ({"parts": (Part | None, None)}, f"whole.parts: default is None and was []{REMEDY}"),
    ],
)  # fmt: skip
def test_what_an_older_sender_or_reader_would_not_survive_is_named(fields: dict[str, Any], said: str) -> None:
    """FAULTS 59."""
    assert broken(**fields) == said


def test_a_part_is_looked_into() -> None:
    """FAULTS 59."""
    other = defstruct("Part", [("name", Annotated[str, Meta(max_length=3)]), ("weight", float | None, None)])

    said = broken(parts=(list[other], []))  # type: ignore[valid-type]

    assert said == f"whole.parts[].name: has a new rule, maxLength 3{REMEDY}"


NUMBERS = st.integers(-3, 3)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_whatever_bound_moves_is_found(low: int, high: int, new_low: int, new_high: int) -> None:
    """FAULTS 59."""
    old = changed(count=(Annotated[int, Meta(ge=low, le=high)],))
    new = changed(count=(Annotated[int, Meta(ge=new_low, le=new_high)],))

    if (low, high) == (new_low, new_high):
        require_compatible("whole", old, new)
    else:
        with pytest.raises(ContractBroken, match=r"^whole\.count: m"):
            require_compatible("whole", old, new)
