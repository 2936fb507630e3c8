"""A queue and its function in this process."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from tests.twin.plane.cloud import ROLE, TIMEOUT, Cloud
from tests.twin.semantics.bus_events import queue_arn, rule, stock_low
from twin.plane.event_bus import DeployedBus
from twin.plane.faults import Faults, NoFaults
from twin.plane.observations import EventDelivered, QueueInvoked
from twin.plane.plane import DataPlane, NotDrained
from twin.plane.wiring import DeployedQueueMapping
from twin.semantics.event_pattern import Event
from twin.semantics.queue_batches import QueueMessage
from twin.semantics.queue_settings import QueueSettings


@pytest.fixture
def sqs(cloud: Cloud) -> Any:  # noqa: ARG001
    client = boto3.client("sqs", region_name="eu-central-1")
    for name in ("reorder", "placed"):
        client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "1"})
    return client


def send(sqs: Any, *bodies: str) -> None:
    url = sqs.get_queue_url(QueueName="reorder")["QueueUrl"]
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)


@contextmanager
def playing(
    cloud: Cloud, faults: Faults | None = None, buses: Sequence[DeployedBus] = (), **settings: Any
) -> Iterator[DataPlane]:
    types = ["ReportBatchItemFailures"]
    given = {
        "EventSourceArn": queue_arn("reorder"),
        "FunctionName": "reorder",
        "FunctionResponseTypes": types,
    }
    queues = [DeployedQueueMapping(QueueSettings.from_properties(given | settings), ROLE)]
    observe = cloud.observed.append
    plane = DataPlane(cloud.clients, [], [], buses=buses, queues=queues, faults=faults, observe=observe)
    plane.start()
    try:
        yield plane
    finally:
        plane.stop()


def bodies(event: dict[str, Any]) -> list[str]:
    return [record["body"] for record in event["Records"]]


class DiesOnce(NoFaults):
    """The function is given so many messages of its first batch, and its answer is lost."""

    def __init__(self, after: int) -> None:
        self.after: int | None = after

    def dies_on(self, function: str, messages: Sequence[QueueMessage]) -> int | None:  # noqa: ARG002
        after, self.after = self.after, None
        return after


def test_a_batch_holds_no_more_than_its_size(cloud: Cloud, sqs: Any) -> None:
    seen: list[list[str]] = []
    cloud.handler = lambda event: seen.append(bodies(event))
    send(sqs, "a", "b", "c")

    with playing(cloud, BatchSize=2) as plane:
        plane.drain(TIMEOUT)

    assert sorted(map(len, seen)) == [1, 2]
    assert sorted(body for batch in seen for body in batch) == ["a", "b", "c"]


@pytest.mark.parametrize(("after", "given"), [(0, [2]), (1, [1, 2]), (2, [2, 2])])
def test_messages_of_a_function_that_dies_all_come_again(
    cloud: Cloud, sqs: Any, after: int, given: list[int]
) -> None:
    """FAULTS 7, for a queue: the effects of the first `after` messages are done, and none is deleted."""
    seen: list[int] = []
    cloud.handler = lambda event: seen.append(len(event["Records"]))
    send(sqs, "a", "b")

    with playing(cloud, DiesOnce(after)) as plane:
        plane.drain(TIMEOUT)

    assert seen == given
    died, again = (each for each in cloud.observed if isinstance(each, QueueInvoked))
    assert (died.deleted, died.function_error) == (0, "Unhandled")
    assert (again.deleted, again.function_error) == (2, None)


def test_messages_that_a_raised_error_leaves_come_again(cloud: Cloud, sqs: Any) -> None:
    fails = iter([True, False])

    def raise_once(_: dict[str, Any]) -> None:
        if next(fails):
            raise RuntimeError

    cloud.handler = raise_once
    send(sqs, "a")

    with playing(cloud) as plane:
        plane.drain(TIMEOUT)

    invoked = [each for each in cloud.observed if isinstance(each, QueueInvoked)]
    assert [(each.deleted, each.function_error) for each in invoked] == [(0, "Unhandled"), (1, None)]


def test_messages_of_a_throttled_invocation_come_again_as_if_it_had_not_been(cloud: Cloud, sqs: Any) -> None:
    throttles = iter([True, False])

    def throttled_once(_: dict[str, Any]) -> None:
        if next(throttles):
            raise cloud.clients.functions.exceptions.TooManyRequestsException({}, "Invoke")

    cloud.handler = throttled_once
    send(sqs, "a")

    with playing(cloud) as plane:
        plane.drain(TIMEOUT)

    assert [each.deleted for each in cloud.observed if isinstance(each, QueueInvoked)] == [1]


def test_is_not_drained_while_a_message_is_hidden(cloud: Cloud, sqs: Any) -> None:
    cloud.handler = lambda event: {
        "batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in event["Records"]]
    }
    send(sqs, "a")

    with playing(cloud) as plane, pytest.raises(NotDrained):
        plane.drain(timeout=1.5)


def test_is_not_drained_before_what_a_function_put_on_the_bus_has_arrived(cloud: Cloud, sqs: Any) -> None:
    """The bus looks just before the function puts an event, and is slow to tell of nothing new."""
    feed: list[Event] = [stock_low("low")]

    def slowly(after: int) -> list[Event]:
        seen = feed[after:]
        time.sleep(0.7)
        return seen

    def place(_: dict[str, Any]) -> None:
        time.sleep(0.3)
        feed.append({**stock_low("placed"), "detail-type": "OrderPlaced"})

    cloud.handler = place
    rules = [rule("StockLow", "reorder"), rule("OrderPlaced", "placed")]

    with playing(cloud, buses=[DeployedBus("sales", rules, None, slowly)]) as plane:
        plane.drain(TIMEOUT)

    assert [each.event_id for each in cloud.observed if isinstance(each, EventDelivered)] == ["low", "placed"]
    url = sqs.get_queue_url(QueueName="placed")["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"])["id"] == "placed"
