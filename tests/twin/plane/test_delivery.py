import gzip
import json
from base64 import b64decode
from typing import Any

import pytest

from lambdas.core.line_encoder.handler import lambda_handler
from tests.twin.plane.cloud import TIMEOUT, Cloud
from twin.plane.faults import NoFaults
from twin.plane.metrics import delivered
from twin.plane.observations import Delivered
from twin.plane.plane import DataPlane, NotDrained
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


def transforming(cloud: Cloud) -> DataPlane:
    given = {"LambdaArn": "arn:aws:lambda:eu-central-1:111122223333:function:encode", "NumberOfRetries": "1"}
    parameters = [{"ParameterName": name, "ParameterValue": value} for name, value in given.items()]
    processors = [{"Type": "Lambda", "Parameters": parameters}]
    return cloud.deliver(ProcessingConfiguration={"Enabled": True, "Processors": processors})


def deliver_all(plane: DataPlane, cloud: Cloud, *records: str) -> list[tuple[str, bytes]]:
    plane.start()
    cloud.put(*records)
    plane.drain(TIMEOUT)
    plane.stop()
    return sorted(cloud.objects("raw").items())


def test_delivers_what_the_function_makes_of_each_record(cloud: Cloud) -> None:
    """FAULTS 48."""
    cloud.handler = lambda event: lambda_handler(event, None)  # type: ignore[arg-type]

    [(key, body)] = deliver_all(transforming(cloud), cloud, "a", " ", "b\nc")

    assert key.startswith("events/hour=")
    assert gzip.decompress(body).count(b"\n") == 3
    assert cloud.counted(delivered("deliver")) == 3


def test_a_function_that_fails_again_leaves_the_records_under_the_error_prefix(cloud: Cloud) -> None:
    """FAULTS 28."""
    asked: list[dict[str, Any]] = []

    def dies(event: dict[str, Any]) -> object:
        asked.append(event)
        raise RuntimeError

    cloud.handler = dies

    [(key, body)] = deliver_all(transforming(cloud), cloud, "a", "b")

    documents = [json.loads(each) for each in body.splitlines()]
    assert key.startswith("errors/processing-failed/")
    assert [b64decode(each["rawData"]) for each in documents] == [b"a", b"b"]
    assert {each["attemptsMade"] for each in documents} == {len(asked)} == {2}
    assert cloud.counted(delivered("deliver")) == 0
