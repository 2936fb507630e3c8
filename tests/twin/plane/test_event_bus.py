"""From PutEvents to the end: a function that is done, or a dead letter."""

import json

from tests.twin.plane.bus import TIMEOUT, Bus
from twin.plane.observations import EventDelivered, EventTaken, QueueInvoked


def test_an_event_that_a_rule_takes_reaches_its_queue_whole(bus: Bus) -> None:
    with bus.playing() as plane:
        (event_id,) = bus.put({"score": 90}, detail_type="FraudSuspected")
        bus.put({}, detail_type="DayClosed")
        plane.drain(TIMEOUT)

    (message,) = bus.messages("Alerts")
    event = json.loads(message["Body"])
    assert (event["id"], event["source"], event["detail"]) == (event_id, "sluice", {"score": 90})
    assert len(bus.of(EventTaken)) == 2
    assert [(each.event_id, each.attempts) for each in bus.of(EventDelivered)] == [(event_id, 1)]


def test_a_message_that_the_function_reports_comes_again_and_the_others_do_not(bus: Bus) -> None:
    """FAULTS 2, for a queue."""
    with bus.playing() as plane:
        bus.put({}, {"fails": 1}, {})
        plane.drain(TIMEOUT)

    invoked = bus.of(QueueInvoked)
    assert sum(each.messages for each in invoked) == 4
    assert sum(each.deleted for each in invoked) == 3
    assert not bus.messages("Dead")


def test_a_message_that_fails_too_often_is_left_in_the_queue_s_dead_letters(bus: Bus) -> None:
    with bus.playing() as plane:
        bus.put({"fails": 99}, {})
        plane.drain(TIMEOUT)

    assert [json.loads(each["Body"])["detail"] for each in bus.messages("Dead")] == [{"fails": 99}]
    assert sum(each.messages for each in bus.of(QueueInvoked)) == 3
