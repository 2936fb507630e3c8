"""Whatever is replayed, in whatever order and however often: no order is placed twice, no archive grows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lambdas.receivers import Receiver, receiver
from tests.lambdas.reorder.shops import Shop
from tests.lambdas.told import delivered, detail, stock_low
from tests.synthesis import resources
from twin.semantics.bus_settings import ArchiveSettings
from twin.semantics.event_archive import EventArchive, happened_at
from twin.semantics.event_pattern import EventPattern

NOON = happened_at({"time": "2017-12-22T12:00:00Z"})
MINUTE = 60

falls = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.booleans()), min_size=1, max_size=8)
"""Which fall was told, in which minute, and whether its event went astray."""

windows = st.tuples(st.integers(0, 3), st.integers(1, 4))
replays = st.lists(st.tuples(st.sampled_from(["orders-1", "orders-again", "audit"]), windows), max_size=4)


def orders_pattern() -> EventPattern:
    """Of the rule that feeds the order desk."""
    [rule] = [
        each["Properties"]["EventPattern"]
        for each in resources("dev", "AWS::Events::Rule")
        if each["Properties"].get("EventPattern", {}).get("detail-type") == ["StockLow"]
    ]
    return EventPattern.parse(rule)


@dataclass
class Bus:
    """A bus that archives, its rule, and the order desk behind it."""

    shop: Shop
    rule: EventPattern = field(default_factory=orders_pattern)

    def __post_init__(self) -> None:
        [archive] = resources("dev", "AWS::Events::Archive")
        declared = archive["Properties"] | {"SourceArn": "arn:bus"}
        self.archive = EventArchive(ArchiveSettings.from_properties(declared))

    def tell(self, event: dict[str, Any], *, astray: bool) -> None:
        """Take an event that somebody puts, as it comes the first time."""
        if astray:
            self.archive.keep(event, NOON)
        else:
            self.carry([event])

    def carry(self, events: Sequence[dict[str, Any]]) -> None:
        """To the archive and the order desk, and likewise what that puts on the bus."""
        for event in events:
            self.archive.keep(event, NOON)
        taken = [json.dumps(event).encode() for event in events if self.rule.matches(event)]
        before = len(self.shop.bus.taken)
        if taken:
            self.shop.deliver(*taken)
        for entry in self.shop.bus.taken[before:]:
            self.tell(put(entry), astray=False)

    def replay(self, name: str, first: int, minutes: int) -> None:
        """Give back some minutes of the archive."""
        start = NOON + first * MINUTE
        given_back = self.archive.replayed(name, start, start + minutes * MINUTE, NOON)
        for minute in list(given_back):
            self.carry([dict(event) for event in minute])


def put(entry: dict[str, Any]) -> dict[str, Any]:
    """The event that becomes of an entry."""
    return happening(json.loads(entry["Detail"]), entry["DetailType"], 0)


def happening(told: dict[str, Any], kind: str, minute: int) -> dict[str, Any]:
    time = datetime.fromtimestamp(NOON + minute * MINUTE, UTC)
    event: dict[str, Any] = json.loads(delivered(told, kind, time=f"{time:%Y-%m-%dT%H:%M:%SZ}"))
    return event


@pytest.fixture(scope="module")
def desk() -> Iterator[Receiver]:
    """One supplier for all examples: it takes longer to close than to open."""
    with receiver() as opened:
        yield opened


def bus_before(desk: Receiver) -> Bus:
    """A bus on which nothing was told, before a supplier who was asked for nothing."""
    desk.taken.clear()
    desk.requests.clear()
    desk.repeated = 0
    return Bus(Shop(desk))


@given(told=falls, asked=replays)
@settings(max_examples=25)
def test_no_replay_places_an_order_twice_or_lets_the_archive_grow(
    desk: Receiver, told: list[tuple[int, int, bool]], asked: list[tuple[str, tuple[int, int]]]
) -> None:
    """FAULTS 39, 40, 41: in whatever order, however often."""
    bus = bus_before(desk)
    for crossing, minute, astray in told:
        bus.tell(happening(detail(stock_low(crossing)), "StockLow", minute), astray=astray)
    ordered, archived = {*desk.taken}, len(bus.archive.events(NOON))

    for name, (first, minutes) in asked:
        bus.replay(name, first, minutes)

    audited = all(name == "audit" for name, _ in asked)
    assert len(bus.archive.events(NOON)) == archived
    assert (desk.repeated, len(desk.requests)) == (0, len(desk.taken))
    assert ordered == {*desk.taken} if audited else ordered <= {*desk.taken}


def test_a_replay_of_everything_orders_what_went_astray_and_nothing_else(desk: Receiver) -> None:
    """FAULTS 38, 39."""
    bus = bus_before(desk)
    for crossing in (1, 2, 3):
        bus.tell(happening(detail(stock_low(crossing)), "StockLow", crossing), astray=crossing == 2)
    assert len(desk.taken) == 2

    for name in ("audit", "orders-1", "orders-2"):
        bus.replay(name, 0, 4)

    assert (len(desk.taken), len(desk.requests)) == (3, 3)
