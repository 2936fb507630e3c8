import gzip

import pytest

from tests.twin.plane.cloud import TIMEOUT, Cloud
from twin.plane.faults import NoFaults
from twin.plane.metrics import delivered
from twin.plane.observations import Delivered
from twin.plane.plane import NotDrained
from twin.semantics.firehose import Delivery


def test_delivers_what_arrives_after_it_was_created(cloud: Cloud) -> None:
    plane = cloud.deliver()
    cloud.put("before")
    plane.start()

    cloud.put("a", "b")
    plane.drain(TIMEOUT)
    plane.stop()

    ((key, body),) = cloud.objects("raw").items()
    assert gzip.decompress(body) == b"a\nb\n"
    assert key.startswith("events/hour=")
    assert [(each.key, each.records) for each in cloud.observed if isinstance(each, Delivered)] == [(key, 2)]


class WritesTwice(NoFaults):
    def writes_twice(self, stream: str, delivery: Delivery) -> bool:  # noqa: ARG002
        return True


def test_leaves_the_same_records_in_two_objects_when_it_misses_an_answer(cloud: Cloud) -> None:
    """FAULTS 31."""
    plane = cloud.deliver(WritesTwice())
    plane.start()

    cloud.put("a")
    plane.drain(TIMEOUT)
    plane.stop()

    assert [gzip.decompress(body) for body in cloud.objects("raw").values()] == [b"a\n", b"a\n"]
    assert cloud.counted(delivered("deliver")) == 1


def test_counts_what_it_delivered(cloud: Cloud) -> None:
    plane = cloud.deliver()
    plane.start()

    cloud.put("a", "b")
    plane.drain(TIMEOUT)
    cloud.put("c")
    plane.drain(TIMEOUT)
    plane.stop()

    assert cloud.counted(delivered("deliver")) == 3


def test_counts_nothing_that_the_bucket_did_not_take(cloud: Cloud) -> None:
    cloud.clients.s3.delete_bucket(Bucket="raw")
    plane = cloud.deliver()
    plane.start()
    cloud.put("a")

    with pytest.raises(NotDrained):
        plane.drain(timeout=0.3)
    plane.stop()

    assert cloud.counted(delivered("deliver")) == 0


def test_keeps_trying_while_the_bucket_is_away(cloud: Cloud) -> None:
    cloud.clients.s3.delete_bucket(Bucket="raw")
    plane = cloud.deliver()
    plane.start()
    cloud.put("a")

    with pytest.raises(NotDrained):
        plane.drain(timeout=0.3)
    cloud.clients.s3.create_bucket(
        Bucket="raw", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    plane.drain(TIMEOUT)
    plane.stop()

    assert len(cloud.objects("raw")) == 1
