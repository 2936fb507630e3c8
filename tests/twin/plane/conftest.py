"""A stream, a bucket and a function in this process, and a plane over them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.twin.semantics.deliveries import delivery_properties
from tests.twin.semantics.streams import STREAM
from twin.plane.clients import Clients
from twin.plane.faults import Faults
from twin.plane.observations import Observation
from twin.plane.plane import DataPlane, DeployedDelivery, DeployedMapping
from twin.semantics.delivery_settings import DeliverySettings
from twin.semantics.failures import MappingIdentity
from twin.semantics.mapping_settings import MappingSettings

FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:inventory"
IDENTITY = MappingIdentity("0f6e", STREAM, FUNCTION, "arn:aws:iam::111122223333:role/inventory")
TIMEOUT = 10.0


@dataclass
class Cloud:
    """What is deployed, what happened, and how the function behaves."""

    clients: Clients
    observed: list[Observation] = field(default_factory=list)
    handler: Callable[[dict[str, Any]], object] = lambda _: None

    def put(self, *sales: str, key: str = "367") -> None:
        entries = [{"Data": sale.encode(), "PartitionKey": key} for sale in sales]
        self.clients.kinesis.put_records(StreamARN=STREAM, Records=entries)  # type: ignore[arg-type]

    def objects(self, bucket: str) -> dict[str, bytes]:
        listed = self.clients.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        read = self.clients.s3.get_object
        return {each["Key"]: read(Bucket=bucket, Key=each["Key"])["Body"].read() for each in listed}

    def consume(self, settings: MappingSettings, faults: Faults | None = None) -> DataPlane:
        return self._plane([DeployedMapping(IDENTITY, settings)], [], faults)

    def deliver(self, faults: Faults | None = None) -> DataPlane:
        settings = DeliverySettings.from_properties(delivery_properties())
        return self._plane([], [DeployedDelivery("deliver", settings)], faults)

    def _plane(
        self, mappings: list[DeployedMapping], deliveries: list[DeployedDelivery], faults: Faults | None
    ) -> DataPlane:
        observe = self.observed.append
        return DataPlane(
            self.clients, mappings, deliveries, faults=faults, observe=observe, poll_interval=0.05
        )

    def _answer(self, params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]]:
        ok = SimpleNamespace(status_code=200)
        try:
            response = self.handler(json.loads(params["body"]))
        except RuntimeError:
            return ok, {"FunctionError": "Unhandled", "Payload": BytesIO(b"{}")}
        return ok, {"Payload": BytesIO(json.dumps(response).encode())}


@pytest.fixture(scope="session")
def clients() -> Clients:
    session = boto3.Session("testing", "testing", region_name="eu-central-1")
    return Clients(session.client("kinesis"), session.client("lambda"), session.client("s3"))


@pytest.fixture
def cloud(clients: Clients) -> Iterator[Cloud]:
    with mock_aws():
        for bucket in ("raw", "failures"):
            here = {"LocationConstraint": "eu-central-1"}
            clients.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=here)  # type: ignore[arg-type]
        clients.kinesis.create_stream(StreamName="sales", ShardCount=2)
        deployed = Cloud(clients)
        events = clients.functions.meta.events
        events.register("before-call.lambda.Invoke", deployed._answer)  # type: ignore[arg-type]
        yield deployed
        events.unregister("before-call.lambda.Invoke", deployed._answer)  # type: ignore[arg-type]
