"""From StartReplay to the end: to the rules that are meant, until it is cancelled or over."""

from tests.twin.plane.bus import TIMEOUT, Bus
from twin.plane.faults import NoFaults
from twin.plane.observations import EventDelivered, EventsReplayed, EventTaken, QueueInvoked
from twin.semantics.bus_replays import ACTIVE


def test_a_replay_reaches_only_the_rules_that_let_its_name_through_and_is_not_archived(bus: Bus) -> None:
    """FAULTS 39."""
    with bus.playing() as plane:
        bus.put({}, {})
        bus.put({}, detail_type="FraudSuspected")
        plane.drain(TIMEOUT)

        for name in ("audit", "reorder-1", "reorder-2"):
            bus.replay(plane, name)

    replayed = [(each.replay, each.rule_arn) for each in bus.of(EventDelivered) if each.replay]
    assert replayed == [(name, bus.arn("Reorder")) for name in ("reorder-1", "reorder-2") for _ in range(2)]
    assert [each.events for each in bus.of(EventsReplayed)] == [3, 3, 3]
    assert sum(each.deleted for each in bus.of(QueueInvoked)) == 6


def test_a_replay_for_some_rules_reaches_no_other(bus: Bus) -> None:
    """FAULTS 39."""
    with bus.playing() as plane:
        bus.put({})
        bus.put({}, detail_type="FraudSuspected")
        plane.drain(TIMEOUT)

        bus.replay(plane, "fraud-1", rules=["Reorder"])
        bus.replay(plane, "fraud-2", rules=["Alert"])

    replayed = [(each.replay, each.rule_arn) for each in bus.of(EventDelivered) if each.replay]
    assert replayed == [("fraud-2", bus.arn("Alert"))]


def test_a_replay_that_is_over_says_up_to_which_event_it_came(bus: Bus) -> None:
    with bus.playing() as plane:
        bus.put({}, {})
        plane.drain(TIMEOUT)

        bus.replay(plane, "reorder-over")

    told, last = bus.replayed("reorder-over"), max(each.at for each in bus.of(EventTaken))
    assert told["State"] == "COMPLETED"
    assert 0 <= last - told["EventLastReplayedTime"].timestamp() < 2
    assert told["ReplayStartTime"] <= told["ReplayEndTime"]


def test_a_replay_that_is_cancelled_before_its_turn_gives_nothing_back(bus: Bus) -> None:
    with bus.playing() as plane:
        bus.put({})
        plane.drain(TIMEOUT)
    bus.start_replay("reorder-cancelled")
    bus.twin.emulator.client("events").cancel_replay(ReplayName="reorder-cancelled")

    with bus.playing() as plane:
        plane.drain(TIMEOUT)

    assert bus.replayed("reorder-cancelled")["State"] == "CANCELLED"
    assert "EventLastReplayedTime" not in bus.replayed("reorder-cancelled")
    assert [each.events for each in bus.of(EventsReplayed)] == [0]


class Cancels(NoFaults):
    """Somebody cancels a replay when its first event has arrived."""

    def __init__(self, bus: Bus, name: str, delivered_before: int) -> None:
        self.bus, self.name, self.left = bus, name, delivered_before

    def refuses(self, target_arn: str, attempt: int) -> bool:  # noqa: ARG002
        if self.left == 0:
            self.bus.twin.emulator.client("events").cancel_replay(ReplayName=self.name)
        self.left -= 1
        return False


def test_a_replay_that_is_cancelled_gives_back_no_further_minute(bus: Bus) -> None:
    """FAULTS 41."""
    for minutes_ago in (30, 20, 10):
        bus.put({}, detail_type="FraudSuspected", minutes_ago=minutes_ago)
    bus.start_replay("fraud-cancelled")

    with bus.playing(Cancels(bus, "fraud-cancelled", delivered_before=3)) as plane:
        plane.drain(TIMEOUT)

    assert bus.replayed("fraud-cancelled")["State"] == "CANCELLED"
    assert [each.events for each in bus.of(EventsReplayed)] == [1]
    assert len([each for each in bus.of(EventDelivered) if each.replay]) == 1


class Tells(NoFaults):
    """Something happens when a replay's first event has arrived."""

    def __init__(self, bus: Bus, delivered_before: int) -> None:
        self.bus, self.left = bus, delivered_before

    def refuses(self, target_arn: str, attempt: int) -> bool:  # noqa: ARG002
        if self.left == 0:
            self.bus.put({"lives": True}, detail_type="FraudSuspected")
        self.left -= 1
        return False


def test_what_happens_during_a_replay_does_not_wait_for_its_end(bus: Bus) -> None:
    """FAULTS 41: a day is replayed over live traffic."""
    for minutes_ago in (30, 20, 10):
        bus.put({}, detail_type="FraudSuspected", minutes_ago=minutes_ago)
    bus.start_replay("fraud-over-live")

    with bus.playing(Tells(bus, delivered_before=3)) as plane:
        plane.drain(TIMEOUT)

    arrived = [bool(each.replay) for each in bus.of(EventDelivered)]
    assert arrived.count(True) == 3
    assert arrived[-1], "the last minute of the replay comes after what happened meanwhile"


def test_replays_that_wait_are_played_one_after_the_other(bus: Bus) -> None:
    with bus.playing() as plane:
        bus.put({})
        plane.drain(TIMEOUT)
    names = [f"reorder-waits-{place}" for place in range(3)]
    for name in names:
        bus.start_replay(name)

    with bus.playing() as plane:
        plane.drain(TIMEOUT)

    assert [each.replay for each in bus.of(EventsReplayed)] == names
    assert not {bus.replayed(name)["State"] for name in names} & ACTIVE
