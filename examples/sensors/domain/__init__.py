"""The domain: readings of weather stations. Two consumers count them and keep each day's warmest; a webhook
is told of warm ones.

A station sends a reading an hour, whose id is the station and the hour: what comes again is known.
"""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from contracts.alert_spec import AlertPayload, AlertSpec
from contracts.consumer_spec import Balances, ConsumerSpec, Effect
from contracts.event_type import Event, EventType
from contracts.fields import Text, field_of
from contracts.refusals import BrokenContract, Reason

Tenths = Annotated[int, Meta(ge=-900, le=700)]
"""A temperature in tenths of a degree Celsius; no weather was ever colder or warmer."""


class Reading(Event, frozen=True, kw_only=True, gc=False):
    """What a station measured at an hour."""

    reading_id: Annotated[str, Meta(max_length=100)]
    station_id: Text
    measured_at: Annotated[datetime, Meta(tz=True)]
    temperature: Tenths
    humidity: Annotated[float, Meta(ge=0, le=100)] | None = None
    wind_speed: Annotated[float, Meta(ge=0, le=150)] | None = None

    @property
    def day(self) -> str:
        """The day of the measurement in UTC."""
        return f"{self.measured_at.astimezone(UTC):%Y-%m-%d}"


DomainEvent = Reading

WARM = 130
"""From so many tenths of a degree on a winter's day is so warm that somebody wants to hear of it."""


def reading_id(station_id: str, measured_at: datetime) -> str:
    """Return the id of a station's reading of an hour."""
    return f"{station_id}/{measured_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def check_reading(reading: Reading) -> None:
    """Raise BrokenContract unless the id is the one that station and time make."""
    if reading.reading_id != reading_id(reading.station_id, reading.measured_at):
        raise BrokenContract(Reason.BAD_ID, "reading_id", "is not station_id and measured_at")


def count(reading: Reading) -> Effect:
    """Return a reading as one of its day."""
    return {"day": reading.day, "readings": 1}


def amounts(station_id: str, row: Effect) -> Balances:
    """Return what a row, of either consumer, gives to its day."""
    return {(station_id, str(row["day"])): int(str(row.get("readings", row.get("temperature"))))}


def measure(reading: Reading) -> Effect:
    """Return a reading's temperature; the greatest of a day's rows is its extreme."""
    return {"day": reading.day, "temperature": reading.temperature}


def tell_warmth(reading: Reading) -> AlertPayload | None:
    """Return what is told of a warm reading."""
    if reading.temperature < WARM:
        return None
    return {"reading_id": reading.reading_id, "celsius": reading.temperature / 10}


EVENT = EventType(
    struct=Reading,
    id=field_of(Reading.reading_id),
    partition=field_of(Reading.station_id),
    occurred_at=field_of(Reading.measured_at),
    day=lambda reading: reading.measured_at.astimezone(UTC).date(),
    check=check_reading,
    alert=AlertSpec(nouns="warm readings", payload=tell_warmth),
    noun="reading",
    nouns="readings",
    partition_noun="station",
)

CONSUMERS = (
    ConsumerSpec(name="counts", item="day", items="days", unit="readings", effect=count, amounts=amounts),
    ConsumerSpec(
        name="extremes", item="day", items="daily extremes", effect=measure, amounts=amounts, combine=max
    ),
)
