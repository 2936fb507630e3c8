import base64
import json
from typing import Any

import pytest

from tests.twin.plane.cloud import TIMEOUT, Cloud
from tests.twin.semantics.streams import reporting
from twin.plane.faults import NoFaults
from twin.plane.mover import MoverFailed
from twin.plane.observations import BatchArchived, Invoked, RecordsRead
from twin.plane.plane import DataPlane, NotDrained
from twin.semantics.batches import InvocationBatch
from twin.semantics.mapping_settings import DestinationConfig, OnFailure


def sales_of(event: dict[str, Any]) -> list[str]:
    return [base64.b64decode(each["kinesis"]["data"]).decode() for each in event["Records"]]


def play(plane: DataPlane) -> None:
    plane.start()
    try:
        plane.drain(TIMEOUT)
    finally:
        plane.stop()


def test_brings_every_record_of_every_shard_to_the_function(cloud: Cloud) -> None:
    seen: list[str] = []
    cloud.handler = lambda event: seen.extend(sales_of(event))
    for store in range(10):
        cloud.put(f"{store}/1", f"{store}/2", key=str(store))

    play(cloud.consume(reporting(batch_size=5, parallelization_factor=2)))

    assert sorted(seen) == sorted(f"{store}/{sale}" for store in range(10) for sale in (1, 2))
    assert sum(each.records for each in cloud.observed if isinstance(each, RecordsRead)) == 20
    assert sum(each.acknowledged for each in cloud.observed if isinstance(each, Invoked)) == 20


def test_sends_again_from_the_reported_record(cloud: Cloud) -> None:
    """FAULTS 2."""
    batches: list[list[str]] = []

    def fail_once(event: dict[str, Any]) -> object:
        batches.append(sales_of(event))
        failed = event["Records"][1]["kinesis"]["sequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": failed}]} if len(batches) == 1 else None

    cloud.handler = fail_once
    cloud.put("a", "b", "c")

    play(cloud.consume(reporting()))

    assert batches == [["a", "b", "c"], ["b", "c"]]


def test_archives_the_whole_records_when_retries_run_out(cloud: Cloud) -> None:
    """FAULTS 4."""

    def die(_: dict[str, Any]) -> None:
        raise RuntimeError

    cloud.handler = die
    cloud.put("a")
    destination = DestinationConfig(on_failure=OnFailure("arn:aws:s3:::failures"))

    play(cloud.consume(reporting(maximum_retry_attempts=0, destination_config=destination)))

    ((key, document),) = cloud.objects("failures").items()
    archived = json.loads(document)
    assert key.startswith("aws/lambda/0f6e/shardId-")
    assert archived["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert sales_of(archived["payload"]) == ["a"]
    assert [each.key for each in cloud.observed if isinstance(each, BatchArchived)] == [key]


class DiesOnce(NoFaults):
    def __init__(self, after: int) -> None:
        self.after: int | None = after

    def dies_after(self, function: str, batch: InvocationBatch) -> int | None:  # noqa: ARG002
        after, self.after = self.after, None
        return after


@pytest.mark.parametrize(("after", "effects"), [(0, ["abc"]), (2, ["ab", "abc"]), (3, ["abc", "abc"])])
def test_loses_the_answer_of_a_function_that_dies_on_the_way(
    cloud: Cloud, after: int, effects: list[str]
) -> None:
    """FAULTS 7: the effects of the first `after` records are done, and none is acknowledged."""
    seen: list[str] = []
    cloud.handler = lambda event: seen.append("".join(sales_of(event)))
    cloud.put("a", "b", "c")

    play(cloud.consume(reporting(), faults=DiesOnce(after)))

    assert seen == effects
    assert [each.function_error for each in cloud.observed if isinstance(each, Invoked)] == [
        "Unhandled",
        None,
    ]


def test_waits_out_a_throttled_invocation_without_a_retry(cloud: Cloud) -> None:
    throttles = iter([True, False])
    seen: list[str] = []

    def throttled_once(event: dict[str, Any]) -> None:
        if next(throttles):
            raise cloud.clients.functions.exceptions.TooManyRequestsException({}, "Invoke")
        seen.extend(sales_of(event))

    cloud.handler = throttled_once
    cloud.put("a")

    play(cloud.consume(reporting(maximum_retry_attempts=0)))

    assert seen == ["a"]


def test_is_not_drained_while_a_function_keeps_failing(cloud: Cloud) -> None:
    def die(_: dict[str, Any]) -> None:
        raise RuntimeError

    cloud.handler = die
    cloud.put("a")
    plane = cloud.consume(reporting())
    plane.start()

    with pytest.raises(NotDrained):
        plane.drain(timeout=0.5)

    assert not plane.drained(since=0)
    plane.stop()


def test_waits_for_records_that_came_after_it_rested(cloud: Cloud) -> None:
    seen: list[str] = []
    cloud.handler = lambda event: seen.extend(sales_of(event))
    plane = cloud.consume(reporting())
    plane.start()
    plane.drain(TIMEOUT)

    cloud.put("late")
    plane.drain(TIMEOUT)
    plane.stop()

    assert seen == ["late"]


def test_says_why_it_can_no_longer_move(cloud: Cloud) -> None:
    plane = cloud.consume(reporting())
    plane.start()
    cloud.clients.kinesis.delete_stream(StreamName="sales")

    with pytest.raises(MoverFailed, match=r"(inventory|meter of sales) stopped: .*ResourceNotFound"):
        plane.drain(TIMEOUT)
    plane.stop()
