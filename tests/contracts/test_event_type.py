"""A domain's type of event, with nothing declared but what is required."""

from dataclasses import MISSING, fields, replace
from datetime import date, datetime
from typing import Annotated

import pytest
from msgspec import Meta

from contracts.event_type import Event, EventType
from contracts.fields import Field, field_of
from contracts.refusals import BrokenContract, Reason


def test_a_row_becomes_no_event_unless_the_domain_says_how() -> None:
    [of_row] = (each.default for each in fields(EventType) if each.name == "of_row")
    assert of_row is not MISSING

    with pytest.raises(BrokenContract) as refused:
        of_row({"id": 1})

    assert (refused.value.reason, refused.value.field) == (Reason.WRONG_SHAPE, "data")


def test_fields_are_excused_by_their_names_in_json() -> None:
    desk, said = Field("desk", "desk-id"), field_of(Booking.said)
    kind = replace(booked(Booking.at), bar_codes=(desk,), harmless=(said,))

    assert not kind.holds_card_number(b'{"said":"4111111111111111","desk-id":"36571274725272"}')
    assert kind.holds_card_number(b'{"booking_id":"4111111111111111"}')
    assert kind.holds_card_number(b'{"desk-id":"4111111111111111"}')


def test_what_stands_in_a_column_is_judged_as_in_the_field_of_its_name() -> None:
    kind = replace(booked(Booking.at), bar_codes=(field_of(Booking.desk_id),))

    assert not kind.holds_card_number_in("desk_id", "36571274725272")
    assert kind.holds_card_number_in("desk_id", "4111 1111 1111 1111")
    assert kind.holds_card_number_in("said", "36571274725272")
    assert kind.holds_card_number_in("", "36571274725272")


class Booking(Event, frozen=True, kw_only=True, gc=False):
    """An event with times of every kind."""

    booking_id: str
    desk_id: str
    on: date
    naive: datetime
    said: str
    at: Annotated[datetime, Meta(tz=True)]


@pytest.mark.parametrize("field", [Booking.on, Booking.naive, Booking.said])
def test_when_it_happened_is_a_moment_with_its_zone_or_the_declaration_is_refused(field: object) -> None:
    with pytest.raises(TypeError, match=r"^Booking\.\w+ must be a moment with its zone: Annotated"):
        booked(field)


def test_a_moment_with_its_zone_is_taken() -> None:
    assert booked(Booking.at).occurred_at.name == "at"


def booked(occurred_at: object) -> EventType[Booking]:
    return EventType(
        struct=Booking,
        id=field_of(Booking.booking_id),
        partition=field_of(Booking.desk_id),
        occurred_at=field_of(occurred_at),
        day=lambda booking: booking.on,
        noun="booking",
        nouns="bookings",
        partition_noun="desk",
    )
