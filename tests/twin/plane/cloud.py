"""A stream, buckets and a function in this process, and planes over them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from tests.twin.semantics.deliveries import delivery_properties
from tests.twin.semantics.streams import STREAM
from twin.plane.clients import PlaneClients
from twin.plane.faults import Faults
from twin.plane.metrics import Metric
from twin.plane.observations import Observation
from twin.plane.plane import DataPlane
from twin.plane.wiring import DeployedDelivery, DeployedMapping
from twin.semantics.delivery_settings import DeliverySettings
from twin.semantics.failures import MappingIdentity
from twin.semantics.mapping_settings import MappingSettings

FUNCTIONS = "arn:aws:lambda:eu-central-1:111122223333:function"
ROLE = "arn:aws:iam::111122223333:role/inventory"
TIMEOUT = 10.0


def deployed(settings: MappingSettings) -> DeployedMapping:
    """A mapping as deployed; the function is called as in its settings."""
    function = f"{FUNCTIONS}:{settings.function_name}"
    return DeployedMapping(MappingIdentity("0f6e", settings.event_source_arn, function, ROLE), settings)


@dataclass
class Cloud:
    """What is deployed, what happened, and how the function behaves."""

    clients: PlaneClients
    observed: list[Observation] = field(default_factory=list)
    handler: Callable[[dict[str, Any]], object] = lambda _: None
    poll_interval: float = 0.05

    def put(self, *sales: str, key: str = "367") -> None:
        entries = [{"Data": sale.encode(), "PartitionKey": key} for sale in sales]
        self.clients.kinesis.put_records(StreamARN=STREAM, Records=entries)  # type: ignore[arg-type]

    def objects(self, bucket: str) -> dict[str, bytes]:
        listed = self.clients.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        read = self.clients.s3.get_object
        return {each["Key"]: read(Bucket=bucket, Key=each["Key"])["Body"].read() for each in listed}

    def consume(self, *mappings: MappingSettings, faults: Faults | None = None) -> DataPlane:
        return self._plane([deployed(each) for each in mappings], [], faults)

    def deliver(self, faults: Faults | None = None, **destination: object) -> DataPlane:
        settings = DeliverySettings.from_properties(delivery_properties(**destination))
        return self._plane([], [DeployedDelivery("deliver", settings)], faults)

    def _plane(
        self, mappings: list[DeployedMapping], deliveries: list[DeployedDelivery], faults: Faults | None
    ) -> DataPlane:
        observe, interval = self.observed.append, self.poll_interval
        return DataPlane(
            self.clients, mappings, deliveries, faults=faults, observe=observe, poll_interval=interval
        )

    def answer(self, params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]]:
        """Answer Invoke with the handler, before botocore would send it."""
        ok = SimpleNamespace(status_code=200)
        try:
            response = self.handler(json.loads(params["body"]))
        except RuntimeError:
            return ok, {"FunctionError": "Unhandled", "Payload": BytesIO(b"{}")}
        return ok, {"Payload": BytesIO(json.dumps(response).encode())}

    def counted(self, metric: Metric) -> float:
        """The sum of a metric over all time."""
        return float(sum(point["Sum"] for point in self._points(metric)))

    def minutes(self, metric: Metric) -> list[datetime]:
        """The minutes for which a metric was published."""
        return [point["Timestamp"] for point in self._points(metric)]

    def _points(self, metric: Metric) -> Any:
        now = datetime.now(UTC)
        return self.clients.cloudwatch.get_metric_statistics(
            Namespace=metric.namespace,
            MetricName=metric.name,
            Dimensions=[{"Name": metric.dimension, "Value": metric.resource}],
            StartTime=now - timedelta(days=1),
            EndTime=now + timedelta(minutes=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
