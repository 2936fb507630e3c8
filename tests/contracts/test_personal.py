"""A person is taken out of a payload, and nothing else is."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.event_type import Event
from contracts.fields import field_of
from contracts.personal import FORGOTTEN, Person, PersonalFields, own_tokens


class Visit(Event, frozen=True, kw_only=True):
    """An event that says who it was."""

    visitor: str
    badge: str


FIELDS = PersonalFields(
    noun="visitor",
    person=field_of(Visit.visitor),
    tokens=(field_of(Visit.badge),),
    is_token=lambda badge: badge != "none",
)
ADA = Person(FIELDS, "1234", frozenset({"badge_7"}))


def redacted(payload: Any) -> Any:
    """Return what is left of a payload, or None if the person isn't in it."""
    found = ADA.redact(msgspec.json.encode(payload))
    return None if found is None else msgspec.json.decode(found)


def test_replaces_the_person_and_their_tokens() -> None:
    assert redacted({"visitor": "1234", "badge": "badge_7", "door": "1234"}) == {
        "visitor": FORGOTTEN,
        "badge": FORGOTTEN,
        "door": "1234",
    }


def test_leaves_what_another_person_did_alone() -> None:
    assert redacted({"visitor": "1235", "badge": "badge_8"}) is None


def test_replaces_a_token_where_nobody_is_named() -> None:
    assert redacted({"badge": "badge_7"}) == {"badge": FORGOTTEN}


def test_in_their_own_payload_no_token_stays_that_stands_for_anybody() -> None:
    """A badge that two people used would link the payload to them all the same."""
    assert redacted({"visitor": "1234", "badge": "shared"}) == {"visitor": FORGOTTEN, "badge": FORGOTTEN}
    assert redacted({"visitor": "1234", "badge": "none"}) == {"visitor": FORGOTTEN, "badge": "none"}
    assert redacted({"visitor": "1235", "badge": "shared"}) is None


def test_finds_them_in_a_row_as_dynamodb_writes_it() -> None:
    assert redacted({"visitor": {"S": "1234"}, "door": {"S": "1234"}}) == {
        "visitor": {"S": FORGOTTEN},
        "door": {"S": "1234"},
    }


def test_finds_them_deep_inside_and_in_fields_that_nobody_knows() -> None:
    assert redacted({"before": [{"visitor": "1234"}], "note": "lost badge_7, not badge_77"}) == {
        "before": [{"visitor": FORGOTTEN}],
        "note": "lost forgotten, not badge_77",
    }


def test_finds_them_behind_json_escapes() -> None:
    assert ADA.redact(rb'{"visitor":"\u00312\u00334"}') == b'{"visitor":"forgotten"}'


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (b'{"visitor": "1234", "badge":', b'{"visitor": "forgotten", "badge":'),
        (b"badge_7 at the door", b"forgotten at the door"),
        (b"badge_77, 1234", None),
        (b"\xff badge_7", b"\xff forgotten"),
    ],
)
def test_redacts_what_is_no_json_as_text(data: bytes, left: bytes | None) -> None:
    assert ADA.redact(data) == left


def test_keeps_the_order_and_the_numbers_of_a_payload() -> None:
    data = b'{"z":1.50,"visitor":"1234","a":[10000000000000000000,-0.0,null]}'

    assert ADA.redact(data) == b'{"z":1.5,"visitor":"forgotten","a":[10000000000000000000,-0.0,null]}'


def test_a_token_of_two_people_is_nobodys_own() -> None:
    assert own_tokens({"badge_7", "guest", FORGOTTEN}, {"guest"}) == {"badge_7"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["1234", "badge_7", "x", FORGOTTEN]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["visitor", "badge", "door"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_what_was_redacted_once_holds_them_no_more(payload: Any) -> None:
    data = msgspec.json.encode(payload)
    left = ADA.redact(data)

    assert left is None or ADA.redact(left) is None
    assert left is None or b"badge_7" not in left
