"""What is put on the bus arrives there at least once, in few calls, and never within a replay."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.bus_events import Decision, Finding, FraudSuspected, StockLow
from lambdas.core.bus import TRIES, Bus, EventsNotPut
from lambdas.core.claims import Claims
from lambdas.core.received_event import ReceivedEvent, parse_delivery
from tests import emulated
from tests.lambdas.buses import MEGABYTE, OK, EventBus
from tests.lambdas.sales import CLAIMS
from tests.lambdas.told import delivered, detail, stock_low

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

THROTTLED, INTERNAL = "ThrottlingException", "InternalFailure"
LOW = [stock_low(number) for number in range(1, 26)]


class Pauses(list[float]):
    """How long it would have waited, each time."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def buckets() -> "S3Client":
    client = emulated.s3()
    client.create_bucket(Bucket=CLAIMS, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


@pytest.fixture
def there() -> EventBus:
    return EventBus()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


def bus_at(there: EventBus) -> Bus:
    """A bus for events that need no claim: each example has its own."""
    return Bus(there.client(), "events", emulated.s3(), CLAIMS, Pauses())


@pytest.fixture
def bus(there: EventBus, buckets: "S3Client", pauses: Pauses) -> Bus:
    return Bus(there.client(), "events", buckets, CLAIMS, pauses)


def suspicion(number: int, evidence: int) -> FraudSuspected:
    """A suspicion with so many bytes of evidence."""
    return FraudSuspected(
        sale_id=f"367/2017-03-01/4/{number}",
        store_id="367",
        occurred_at=datetime(2017, 3, 1, 14, 3, tzinfo=UTC),
        net_cents=398,
        score=80,
        decision=Decision.ACT,
        findings=(Finding(rule="velocity", weight=1, evidence="x" * evidence),),
    )


def test_an_event_says_what_it_is_and_names_itself(bus: Bus, there: EventBus) -> None:
    bus.put(LOW[:1])

    [entry] = there.taken
    assert json.loads(entry.pop("Detail")) == detail(LOW[0])
    assert entry == {"Source": "sluice", "DetailType": "StockLow", "EventBusName": "events"}


def test_a_call_takes_ten_events(bus: Bus, there: EventBus, pauses: Pauses) -> None:
    bus.put(LOW)

    assert there.calls == [10, 10, 5]
    assert there.details == [detail(each) for each in LOW]
    assert pauses == []


def test_nothing_is_no_call(bus: Bus, there: EventBus) -> None:
    bus.put([])

    assert there.calls == []


def test_large_events_travel_in_calls_of_their_own(bus: Bus, there: EventBus) -> None:
    large = [suspicion(number, evidence=600_000) for number in range(4)]

    bus.put(large)
    bus.put([large[0], *LOW[:2]])

    assert there.calls == [1, 1, 1, 1, 3]


def test_only_what_failed_goes_again(bus: Bus, there: EventBus, pauses: Pauses) -> None:
    """FAULTS 19: ten events, of which the second and the last fail, then the last again."""
    there.fail(OK, THROTTLED, *[OK] * 7, INTERNAL)
    there.fail(OK, THROTTLED)

    bus.put(LOW[:10])

    assert there.calls == [10, 2, 1]
    assert sorted(each["event_id"] for each in there.details) == sorted(each.event_id for each in LOW[:10])
    assert len(pauses) == 2
    assert all(0 <= pause < 0.2 for pause in pauses)


def test_what_failed_of_several_calls_goes_in_one(bus: Bus, there: EventBus) -> None:
    there.fail(THROTTLED, THROTTLED)
    there.fail(OK)
    there.fail(THROTTLED)

    bus.put(LOW)

    assert there.calls == [10, 10, 5, 3]


def test_gives_up_at_last_and_says_how_many_and_why(bus: Bus, there: EventBus) -> None:
    for _ in range(TRIES):
        there.fail(THROTTLED, INTERNAL)

    with pytest.raises(EventsNotPut, match=r"2 events .*ThrottlingException") as raised:
        bus.put(LOW[:5])

    assert (raised.value.count, raised.value.code) == (2, THROTTLED)
    assert there.calls == [5, 2, 2]


def test_a_call_that_fails_whole_is_left_to_the_client(bus: Bus, there: EventBus, pauses: Pauses) -> None:
    there.deny()

    with pytest.raises(EventsNotPut, match=r"3 events .*AccessDeniedException"):
        bus.put(LOW[:3])

    assert (there.calls, pauses) == ([3], [])


def test_put_again_after_a_failure_an_event_has_the_id_it_had(bus: Bus, there: EventBus) -> None:
    there.fail(OK, THROTTLED)
    there.fail(THROTTLED)
    there.fail(THROTTLED)
    with pytest.raises(EventsNotPut):
        bus.put(LOW[:2])

    bus.put(LOW[:2])

    first, *again = there.details
    assert again == [first, detail(LOW[1])]


def test_an_oversized_event_travels_as_a_claim_and_is_made_whole(
    bus: Bus, there: EventBus, buckets: "S3Client"
) -> None:
    """FAULTS 20."""
    findings = tuple(Finding(rule="velocity", weight=1, evidence="x" * 500) for _ in range(2_000))
    large = msgspec.structs.replace(suspicion(1, evidence=1), findings=findings)

    bus.put([LOW[0], large])
    bus.put([large])

    small, first, again = there.details
    assert small == detail(LOW[0])
    assert first == again
    assert first.keys() == {"event_id", "claim"}
    assert first["claim"]["key"].startswith(f"claims/events/fraud-suspected/{large.sale_id}/")
    told = parse_delivery(delivered(first, "FraudSuspected"), FraudSuspected, Claims(buckets, CLAIMS))
    assert told.event == large


@pytest.mark.parametrize("around", range(-2, 3))
def test_is_a_claim_from_the_first_byte_that_the_bus_would_refuse(
    around: int, bus: Bus, there: EventBus
) -> None:
    """FAULTS 20: an entry has the bytes of its source, its detail type and its detail."""
    around_it = len("sluice" + "FraudSuspected" + json.dumps(detail(suspicion(1, 0)), separators=(",", ":")))

    bus.put([suspicion(1, evidence=MEGABYTE - around_it + around)])

    [told] = there.details
    assert ("claim" in told) == (around >= 0)


@given(st.lists(st.sampled_from(LOW), unique=True, max_size=12), st.none() | st.text())
@settings(max_examples=60)
def test_within_a_replay_nothing_is_put(events: list[StockLow], replay: str | None) -> None:
    """FAULTS 40: whatever a replay is called, whatever is put."""
    there = EventBus()

    bus_at(there).put(events, because_of=ReceivedEvent(LOW[0], replay))

    assert len(there.taken) == (len(events) if replay is None else 0)


@given(st.integers(0, 25), st.lists(st.lists(st.sampled_from([OK, THROTTLED]), max_size=5), max_size=9))
@settings(max_examples=60)
def test_whatever_fails_each_event_is_taken_or_the_caller_knows(number: int, script: list[list[str]]) -> None:
    """FAULTS 19: any failures of any number of events."""
    there = EventBus()
    for codes in script:
        there.fail(*codes)

    missing = 0
    try:
        bus_at(there).put(LOW[:number])
    except EventsNotPut as not_put:
        missing = not_put.count

    taken = [each["event_id"] for each in there.details]
    assert len(set(taken)) == len(taken) == number - missing
