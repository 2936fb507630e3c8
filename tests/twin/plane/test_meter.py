"""moto's Kinesis counts by itself what it takes in: a second opinion on the meter, and a second count."""

from datetime import UTC, datetime

import pytest

from tests.twin.plane.cloud import TIMEOUT, Cloud
from tests.twin.semantics.streams import STREAM, reporting
from twin.plane.kinesis_shards import KinesisShards
from twin.plane.meter import Meter
from twin.plane.metrics import taken
from twin.plane.poller import ShardPoller
from twin.plane.streams import StreamReader

MOTOS, METERED = taken("sales"), taken("metered")


def this_minute() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


@pytest.fixture
def meter(cloud: Cloud) -> Meter:
    """Of the stream of sales, but under a name of its own."""
    reader = StreamReader(KinesisShards(cloud.clients.kinesis, STREAM), "TRIM_HORIZON")
    meter = Meter("metered", ShardPoller(reader, 0), cloud.clients.cloudwatch)
    meter.discover()
    return meter


def test_counts_as_kinesis_itself_does(cloud: Cloud, meter: Meter) -> None:
    for store in range(5):
        cloud.put("a", "b", key=str(store))
    meter.turn()
    cloud.put("c")

    meter.turn()
    meter.turn()

    assert cloud.counted(METERED) == cloud.counted(MOTOS) == 11


def test_tells_the_minute_in_which_a_record_arrived(cloud: Cloud, meter: Meter) -> None:
    minutes = [this_minute()]
    cloud.put("a")
    minutes.append(this_minute())

    meter.turn()

    (told,) = cloud.minutes(METERED)
    assert told in minutes


def test_counts_what_a_plane_moves_once_though_two_read_it(cloud: Cloud) -> None:
    plane = cloud.consume(reporting())
    cloud.put("before")
    plane.start()

    cloud.put("a", "b")
    plane.drain(TIMEOUT)
    plane.stop()

    assert cloud.counted(MOTOS) == 2 * 3


def test_counts_what_no_consumer_could_settle(cloud: Cloud) -> None:
    def die(_: object) -> None:
        raise RuntimeError

    cloud.handler = die
    plane = cloud.consume(reporting(maximum_retry_attempts=0))
    plane.start()

    cloud.put("a", "b", "c")
    plane.drain(TIMEOUT)
    plane.stop()

    assert cloud.counted(MOTOS) == 2 * 3
