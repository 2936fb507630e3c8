"""Which days are closed, published on the bus, whichever run closed them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from domain.bus_events import DayClosed
from jobs.lake import Lake
from lambdas.core.bus import Bus

CLOSED = """
    SELECT business_day, version, stores, restated_stores, tag
    FROM closings
    ORDER BY raw_through DESC, business_day DESC, version DESC
"""
# Of a run that died before it told of them; a night closes one day, and seldom restates more than a few.
LATELY = 30


def publish_closings(bus: Bus, lake: Lake, tags: Collection[str]) -> None:
    """Publish the closings of these tags, and the latest ones again; raise EventsNotPut.

    A closing is remembered first: until it is, nothing is closed. So a run that dies in between has told
    nobody, and the next one does. An event told again has its old id.
    """
    bus.put([_event(row) for row in _to_tell(lake.rows(CLOSED), tags)])


def _to_tell(rows: Collection[Mapping[str, Any]], tags: Collection[str]) -> Iterator[Mapping[str, Any]]:
    return (row for place, row in enumerate(rows) if place < LATELY or row["tag"] in tags)


def _event(row: Mapping[str, Any]) -> DayClosed:
    return DayClosed(
        business_day=row["business_day"],
        version=row["version"],
        stores=row["stores"],
        restated_stores=row["restated_stores"],
        tag=row["tag"],
    )
