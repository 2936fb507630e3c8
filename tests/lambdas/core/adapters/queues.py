"""A queue adapter at work: its stream and quarantine in this process."""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools.utilities.batch import process_partial_response

from lambdas.core.adapters.admission import Admission
from lambdas.core.adapters.queue_intake import IntakeReport, IntakeResult, Open, QueueIntake, whole_body
from lambdas.core.message_quarantine import MessageQuarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from tests import emulated
from tests.lambdas.core.replay.shards import Shards
from tests.lambdas.objects import Objects
from tests.lambdas.sales import BOUNDS, QUARANTINE

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

QUEUE_ARN = "arn:aws:sqs:eu-central-1:111122223333:sales-of-the-web-shop"
SENT_MS = "1488376980500"
NOW = datetime(2017, 3, 1, 14, 4, tzinfo=UTC)


def messages(*bodies: bytes) -> dict[str, Any]:
    """Make the event that Lambda sends for messages of a queue; their ids are their places."""
    return {"Records": [_message(str(place), body.decode()) for place, body in enumerate(bodies)]}


def _message(message_id: str, body: str) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "body": body,
        "attributes": {"SentTimestamp": SENT_MS},
        "eventSourceARN": QUEUE_ARN,
    }


def failed_publish(topic: str, payload: bytes) -> bytes:
    """Make the message of a topic rule's error action."""
    told = {
        "ruleName": "events",
        "topic": topic,
        "cloudwatchTraceId": "7e146a2c-95b5-6caf-98b9-50e3969734c7",
        "clientId": "till-4",
        "base64OriginalPayload": b64encode(payload).decode(),
        "failures": [{"failedAction": "KinesisAction", "failedResource": "sales", "errorMessage": "slow"}],
    }
    return json.dumps(told).encode()


@dataclass(frozen=True)
class Delivered:
    """The answer to Lambda for a batch, and what the adapter reports of it."""

    response: dict[str, Any]
    counts: Counter[IntakeResult]
    failures: Mapping[str, str]


@dataclass
class Adapter:
    """What an adapter is connected to, and the adapter over it."""

    shards: Shards = field(default_factory=Shards)
    objects: Objects = field(default_factory=Objects)
    open: Open = whole_body

    def deliver(self, *bodies: bytes) -> Delivered:
        """Hand a batch to the adapter."""
        return self.handle(messages(*bodies))

    def handle(self, event: dict[str, Any]) -> Delivered:
        """Hand over whatever stands for a batch to the adapter, new at each call as in a new process."""
        reports: list[IntakeReport] = []
        response = process_partial_response(event, self.open, self._intake(reports.append))
        [report] = reports
        return Delivered(dict(response), report.counts, report.failures)

    def _intake(self, on_report: Callable[[IntakeReport], None]) -> QueueIntake:
        kinesis = emulated.client("kinesis", self.shards)
        return QueueIntake(
            admission=Admission(BOUNDS.oldest_day),
            stream=KinesisWriter(kinesis, "sales", lambda _: None),
            quarantine=MessageQuarantine(cast("S3Client", self.objects), QUARANTINE, "queue_source"),
            on_report=on_report,
            now=lambda: NOW,
        )

    @property
    def reasons(self) -> list[str]:
        """Why each message in quarantine is there."""
        return [json.loads(line)["reason"] for body in self.objects.values() for line in body.splitlines()]

    def taken(self) -> Sequence[tuple[str, bytes]]:
        """What the stream has, by key."""
        return self.shards.taken
