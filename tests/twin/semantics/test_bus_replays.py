"""What EventBridge takes and refuses of who wants a replay, and what it tells of one."""

from typing import Any

import pytest

from twin.semantics import bus_replays
from twin.semantics.bus_replays import MOST_ACTIVE, Known, Record, ReplayRefusal, started

HERE = "arn:aws:events:eu-central-1:111122223333"
ARCHIVE, BUS, RULE = f"{HERE}:archive/events", f"{HERE}:event-bus/sales", f"{HERE}:rule/sales/orders"
NOW = 1_000.0


def asked(**changes: Any) -> dict[str, Any]:
    """A replay of what happened from 0 to 60, for one rule."""
    return {
        "ReplayName": "orders-1",
        "EventSourceArn": ARCHIVE,
        "EventStartTime": 0.0,
        "EventEndTime": 60.0,
        "Destination": {"Arn": BUS, "FilterArns": [RULE]},
    } | changes


def known(**replays: Record) -> Known:
    return Known({ARCHIVE: BUS}, {RULE}, replays)


def replay(state: str = "RUNNING", **changes: Any) -> Record:
    return started(asked(**changes), known(), NOW) | {"State": state}


def test_starts_what_is_asked_for() -> None:
    begun = started(asked(), known(), NOW)

    assert (begun["State"], begun["ReplayStartTime"]) == ("STARTING", NOW)
    assert begun["ReplayArn"] == f"{HERE}:replay/orders-1"
    assert begun["Destination"] == asked()["Destination"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ReplayName": "orders 1"}, "ReplayName"),
        ({"ReplayName": "o" * 65}, "ReplayName"),
        ({"EventSourceArn": f"{HERE}:archive/other"}, "Archive other does not exist"),
        ({"Destination": {"Arn": f"{HERE}:event-bus/other"}}, "Cross event bus"),
        ({"Destination": {"Arn": BUS, "FilterArns": [RULE, f"{RULE}-2"]}}, "orders-2 does not exist"),
        ({"EventEndTime": 0.0}, "EventStartTime must be before EventEndTime"),
    ],
)
def test_refuses_what_is_not_valid(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ReplayRefusal, match=why) as refused:
        started(asked(**changes), known(), NOW)

    assert refused.value.code == "ValidationException"


def test_refuses_a_name_that_a_replay_has_had_even_if_that_is_over() -> None:
    with pytest.raises(ReplayRefusal) as refused:
        started(asked(), known(**{"orders-1": replay("COMPLETED")}), NOW)

    assert refused.value.code == "ResourceAlreadyExistsException"


@pytest.mark.parametrize("state", ["STARTING", "RUNNING", "CANCELLING"])
def test_refuses_more_than_ten_at_once(state: str) -> None:
    active = {f"audit-{place}": replay(state) for place in range(MOST_ACTIVE)}
    over = {f"over-{place}": replay("COMPLETED") for place in range(MOST_ACTIVE)}
    assert started(asked(), known(**over), NOW)

    with pytest.raises(ReplayRefusal) as refused:
        started(asked(), known(**active), NOW)

    assert refused.value.code == "LimitExceededException"


def test_tells_how_far_it_is_and_when_it_was_over() -> None:
    begun = bus_replays.reached(replay("STARTING"), None)
    under_way = bus_replays.reached(begun, 42.0)
    over = bus_replays.ended(under_way, NOW + 5)

    assert (begun["State"], begun.get("EventLastReplayedTime")) == ("RUNNING", None)
    assert (under_way["State"], under_way["EventLastReplayedTime"]) == ("RUNNING", 42.0)
    assert (over["State"], over["ReplayEndTime"]) == ("COMPLETED", NOW + 5)


@pytest.mark.parametrize("state", ["STARTING", "RUNNING"])
def test_what_is_cancelled_goes_on_until_the_plane_has_heard_of_it(state: str) -> None:
    cancelling = bus_replays.cancelling(replay(state))

    assert cancelling["State"] == "CANCELLING"
    assert bus_replays.reached(cancelling, 42.0)["State"] == "CANCELLING"
    assert bus_replays.ended(cancelling, NOW)["State"] == "CANCELLED"


@pytest.mark.parametrize("state", ["CANCELLING", "COMPLETED", "CANCELLED"])
def test_what_is_over_can_not_be_cancelled(state: str) -> None:
    with pytest.raises(ReplayRefusal) as refused:
        bus_replays.cancelling(replay(state))

    assert refused.value.code == "IllegalStatusException"


def test_the_one_that_has_waited_longest_is_the_first() -> None:
    older, newer = replay("STARTING", ReplayName="b"), replay("STARTING", ReplayName="a")
    others = [replay("COMPLETED"), replay() | {"EventSourceArn": f"{ARCHIVE}-2"}]

    found = bus_replays.first([newer | {"ReplayStartTime": NOW + 1}, older, *others], ARCHIVE)

    assert found == older
    assert bus_replays.first(others, ARCHIVE) is None


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["audit-1", "orders-1", "orders-2"]),
        ({"NamePrefix": "orders-"}, ["orders-1", "orders-2"]),
        ({"State": "COMPLETED"}, ["orders-2"]),
        ({"EventSourceArn": f"{ARCHIVE}-2"}, []),
    ],
)
def test_lists_what_is_asked_for(wanted: dict[str, str], names: list[str]) -> None:
    states = {"orders-2": "COMPLETED", "orders-1": "RUNNING", "audit-1": "RUNNING"}
    replays = {name: replay(state, ReplayName=name) for name, state in states.items()}

    found = bus_replays.listed(replays, wanted)["Replays"]

    assert [each["ReplayName"] for each in found] == names
    assert not any("Destination" in each for each in found)


def test_lists_page_by_page() -> None:
    replays = {f"audit-{place}": replay(ReplayName=f"audit-{place}") for place in range(3)}

    first = bus_replays.listed(replays, {"Limit": 2})
    second = bus_replays.listed(replays, {"Limit": 2, "NextToken": first["NextToken"]})

    assert [len(page["Replays"]) for page in (first, second)] == [2, 1]
    assert "NextToken" not in second


def test_refuses_two_filters() -> None:
    with pytest.raises(ReplayRefusal, match="one filter"):
        bus_replays.listed({}, {"State": "RUNNING", "NamePrefix": "orders-"})
