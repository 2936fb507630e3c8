"""Clients of a simulated cloud; and a bus in a real emulator, which all tests of a process share."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from tests.twin.plane.bus import Bus
from tests.twin.plane.cloud import Cloud
from twin.emulator import Emulator
from twin.plane.clients import PlaneClients
from twin.plane.queues import Queues


@pytest.fixture(scope="session")
def clients() -> PlaneClients:
    session = boto3.Session("testing", "testing", region_name="eu-central-1")
    return PlaneClients(
        kinesis=session.client("kinesis"),
        table_streams=session.client("dynamodbstreams"),
        functions=session.client("lambda"),
        s3=session.client("s3"),
        cloudwatch=session.client("cloudwatch"),
        queues=Queues(session.client("sqs")),
    )


@pytest.fixture
def cloud(clients: PlaneClients) -> Iterator[Cloud]:
    with mock_aws():
        for bucket in ("raw", "failures"):
            here = {"LocationConstraint": "eu-central-1"}
            clients.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=here)  # type: ignore[arg-type]
        clients.kinesis.create_stream(StreamName="sales", ShardCount=2)
        deployed = Cloud(clients)
        events = clients.functions.meta.events
        events.register("before-call.lambda.Invoke", deployed.answer)  # type: ignore[arg-type]
        yield deployed
        events.unregister("before-call.lambda.Invoke", deployed.answer)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def bus(emulator: Emulator, tmp_path: Path) -> Bus:
    """A bus of the test's own."""
    return Bus.deployed(emulator, tmp_path)
