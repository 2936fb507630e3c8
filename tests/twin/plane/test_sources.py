"""Mappings of a table's stream, and of a consumer with enhanced fan-out."""

import json
import time
from typing import Any

import pytest

from tests.twin.plane.cloud import TIMEOUT, Cloud
from tests.twin.plane.ledgers import Ledger, entries_of
from tests.twin.plane.test_consumer import play, sales_of
from tests.twin.semantics.streams import CONSUMER, STREAM, mapping, reporting
from twin.plane.metrics import taken
from twin.plane.observations import Invoked, RecordsRead
from twin.semantics import sources
from twin.semantics.mapping_settings import DestinationConfig, OnFailure

FAILURES = DestinationConfig(on_failure=OnFailure("arn:aws:s3:::failures"))


def test_brings_a_tables_inserts_to_the_function_and_again_from_the_reported_one(cloud: Cloud) -> None:
    """FAULTS 2."""
    ledger, batches = Ledger.create(), list[list[str]]()

    def fail_once(event: dict[str, Any]) -> object:
        batches.append(entries_of(event))
        failed = event["Records"][1]["dynamodb"]["SequenceNumber"]
        return {"batchItemFailures": [{"itemIdentifier": failed}]} if len(batches) == 1 else None

    cloud.handler = fail_once
    ledger.insert("a", "b", "c")

    play(cloud.consume(reporting(event_source_arn=ledger.stream_arn)))

    assert batches == [["a", "b", "c"], ["b", "c"]]


def test_archives_a_tables_inserts_under_the_name_of_their_stream(cloud: Cloud) -> None:
    """FAULTS 4."""
    ledger = Ledger.create()

    def die_of_poison(event: dict[str, Any]) -> None:
        if "poison" in entries_of(event):
            raise RuntimeError

    cloud.handler = die_of_poison
    ledger.insert("a", "poison", "b")

    play(
        cloud.consume(
            reporting(
                event_source_arn=ledger.stream_arn,
                bisect_batch_on_function_error=True,
                maximum_retry_attempts=0,
                destination_config=FAILURES,
            )
        )
    )

    (document,) = map(json.loads, cloud.objects("failures").values())
    assert entries_of(document["payload"]) == ["poison"]
    assert document["DDBStreamBatchInfo"]["streamArn"] == ledger.stream_arn


def test_takes_a_batching_window_for_passed_when_it_drains(cloud: Cloud) -> None:
    ledger, seen = Ledger.create(), list[str]()
    cloud.handler = lambda event: seen.extend(entries_of(event))
    ledger.insert("a")

    play(cloud.consume(mapping(event_source_arn=ledger.stream_arn, maximum_batching_window_in_seconds=300)))

    assert seen == ["a"]


def test_is_not_drained_before_what_a_function_wrote_is_settled_too(cloud: Cloud) -> None:
    """The writes of the last function in the chain come long after the first mover last found nothing."""
    ledger, projected = Ledger.create(), list[str]()

    def write_slowly_or_project(event: dict[str, Any]) -> None:
        if "kinesis" in event["Records"][0]:
            time.sleep(0.6)
            ledger.insert(*sales_of(event))
        else:
            time.sleep(0.6)
            projected.extend(entries_of(event))

    cloud.handler = write_slowly_or_project
    plane = cloud.consume(mapping(), mapping(event_source_arn=ledger.stream_arn, function_name="projection"))
    plane.start()
    cloud.put("a", "b")
    plane.drain(TIMEOUT)
    drained_with = list(projected)
    plane.stop()

    assert drained_with == ["a", "b"]


def test_pushes_records_to_a_consumer_in_well_under_the_shared_interval(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.poll_interval = 6 * TIMEOUT
    monkeypatch.setattr(sources, "SHARED_INTERVAL", cloud.poll_interval)
    plane = cloud.consume(mapping(event_source_arn=CONSUMER, function_name="fraud"))
    plane.start()
    for number in range(4):
        time.sleep(0.3)  # by now it has looked and found nothing
        put_at = time.time()
        cloud.put(str(number))
        while len([each for each in cloud.observed if isinstance(each, RecordsRead)]) <= number:
            assert time.time() < put_at + TIMEOUT
            time.sleep(0.01)
    plane.stop()


def test_reads_a_shared_stream_beside_its_consumer_and_counts_it_once(cloud: Cloud) -> None:
    sources: set[str] = set()
    cloud.handler = lambda event: sources.add(event["Records"][0]["eventSourceARN"])
    cloud.put("a", "b")

    play(cloud.consume(mapping(), mapping(event_source_arn=CONSUMER, function_name="fraud")))

    settled = {each.function: each.acknowledged for each in cloud.observed if isinstance(each, Invoked)}
    assert sources == {STREAM, CONSUMER}
    assert settled == {"inventory": 2, "fraud": 2}
    assert cloud.counted(taken("sales")) == 2 * 2, "moto counts too"
    assert metered(cloud) == {"sales"}


def test_meters_no_tables_stream(cloud: Cloud) -> None:
    ledger = Ledger.create()
    ledger.insert("a")

    play(cloud.consume(mapping(event_source_arn=ledger.stream_arn)))

    assert metered(cloud) == set()


def metered(cloud: Cloud) -> set[str]:
    """The streams for which anything was counted."""
    metrics = cloud.clients.cloudwatch.list_metrics(Namespace="AWS/Kinesis")["Metrics"]
    dimensions = [each for metric in metrics for each in metric["Dimensions"]]
    return {each["Value"] for each in dimensions if each["Name"] == "StreamName"}
