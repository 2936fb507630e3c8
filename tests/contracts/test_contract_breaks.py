"""What breaks an event of any type is refused by the contract, each for its own reason."""

import json
from datetime import UTC, datetime
from typing import Annotated

import pytest
from msgspec import Meta

from contracts.claim_check import Claim
from contracts.contract_breaks import contract_breaks
from contracts.event_parser import EventParser
from contracts.event_type import Event, EventType
from contracts.fields import Text, field_of
from contracts.refusals import BrokenContract, Reason
from contracts.scenario import Break


class Reading(Event, frozen=True, kw_only=True, gc=False, rename={"station": "station_id"}):
    """An event that no domain of ours has."""

    reading_id: str
    station: Text
    read_at: Annotated[datetime, Meta(tz=True)]


READINGS = EventType(
    struct=Reading,
    id=field_of(Reading.reading_id),
    partition=field_of(Reading.station),
    occurred_at=field_of(Reading.read_at),
    day=lambda reading: reading.read_at.date(),
    noun="reading",
    nouns="readings",
    partition_noun="station",
)
EVENT = {
    "schema_version": "1.0",
    "reading_id": "oslo/12:00",
    "station_id": "oslo",
    "read_at": datetime(2017, 12, 22, tzinfo=UTC).isoformat(),
}
PARSER = EventParser(READINGS)
BREAKS = {each.make.__name__: each for each in contract_breaks(READINGS)}
CLAIM = BREAKS.pop("claim_to_nothing")


def test_the_event_itself_is_accepted() -> None:
    assert isinstance(PARSER.parse(json.dumps(EVENT).encode()), Reading)


@pytest.mark.parametrize("each", BREAKS.values(), ids=BREAKS)
def test_each_is_refused_for_the_reason_that_it_names(each: Break) -> None:
    with pytest.raises(BrokenContract) as refusal:
        PARSER.parse(each.make(dict(EVENT)))

    assert refusal.value.reason is each.reason


def test_a_claim_to_nothing_is_a_claim_check_of_the_same_event() -> None:
    claim = PARSER.parse(CLAIM.make(dict(EVENT)))

    assert isinstance(claim, Claim)
    assert (claim.event_id, claim.partition) == ("oslo/12:00", "oslo")
    assert CLAIM.reason is Reason.CLAIM_MISSING


def test_none_changes_the_event_that_it_is_given() -> None:
    event = dict(EVENT)

    for each in (*BREAKS.values(), CLAIM):
        each.make(event)

    assert event == EVENT
