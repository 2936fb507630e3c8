"""A target that doesn't take an event: it is tried again, or the event is a dead letter."""

import json
from typing import Any

from tests.twin.plane.bus import TIMEOUT, Bus
from twin.plane.faults import NoFaults
from twin.plane.observations import EventDelivered, EventGivenUp


class Refuses(NoFaults):
    """Targets fail at their first attempts."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def refuses(self, target_arn: str, attempt: int) -> bool:  # noqa: ARG002
        return attempt <= self.attempts


def attributes(message: dict[str, Any]) -> dict[str, str]:
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def test_a_target_that_fails_for_a_while_gets_the_event_later(bus: Bus) -> None:
    """FAULTS 38."""
    with bus.playing(Refuses(1)) as plane:
        bus.put({}, detail_type="FraudSuspected")
        plane.drain(TIMEOUT)

    assert len(bus.messages("Alerts")) == 1
    assert [each.attempts for each in bus.of(EventDelivered)] == [2]


def test_an_event_whose_retries_are_exhausted_is_a_dead_letter_that_says_why(bus: Bus) -> None:
    """FAULTS 38."""
    with bus.playing(Refuses(99)) as plane:
        (event_id,) = bus.put({}, detail_type="FraudSuspected")
        plane.drain(TIMEOUT)

    (letter,) = bus.messages("Undelivered")
    assert json.loads(letter["Body"])["id"] == event_id
    assert attributes(letter) == {
        "RULE_ARN": bus.arn("Alert"),
        "TARGET_ARN": bus.arn("Alerts"),
        "ERROR_CODE": "ERROR_FROM_TARGET",
        "ERROR_MESSAGE": "The target failed, as a fault of this run wants it.",
        "RETRY_ATTEMPTS": "1",
        "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts",
    }
    assert not bus.messages("Alerts")


def test_an_event_for_a_queue_that_is_gone_is_a_dead_letter_at_once(bus: Bus) -> None:
    bus.twin.emulator.client("sqs").delete_queue(QueueUrl=bus.url("Alerts"))
    with bus.playing() as plane:
        bus.put({}, detail_type="FraudSuspected")
        plane.drain(TIMEOUT)

    (letter,) = bus.messages("Undelivered")
    assert attributes(letter)["ERROR_CODE"] == "NO_RESOURCE"
    assert "RETRY_ATTEMPTS" not in attributes(letter)


def test_an_event_that_even_the_dead_letters_do_not_take_is_told_as_lost(bus: Bus) -> None:
    for queue in ("Alerts", "Undelivered"):
        bus.twin.emulator.client("sqs").delete_queue(QueueUrl=bus.url(queue))
    with bus.playing() as plane:
        bus.put({}, detail_type="FraudSuspected")
        plane.drain(TIMEOUT)

    assert [each.queue_arn for each in bus.of(EventGivenUp)] == [None]
