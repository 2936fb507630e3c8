"""A queue, its dead letters and a bucket, all in this process."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ministack.services import sqs as queues

from sluice.dead_letters.queues import DeadLetterQueue
from sluice.dead_letters.redrive import DeadLetterArchive, QueueRedriver
from sluice.pace import Pace
from tests import emulated

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_sqs import SQSClient


CAP = 3
NO_WAIT = 0
"""An emulator has one server: there is none to wait for."""
ARN = "arn:aws:sqs:us-east-1:000000000000"
FAILED = {
    "RULE_ARN": "arn:aws:events:us-east-1:000000000000:rule/bus/orders",
    "TARGET_ARN": f"{ARN}:orders",
    "ERROR_CODE": "NO_PERMISSIONS",
    "ERROR_MESSAGE": "denied",
}


@dataclass
class DeadQueue:
    """A queue, its dead letters, and a bucket."""

    sqs: "SQSClient" = field(default_factory=lambda: cast("SQSClient", emulated.client("sqs", queues)))
    s3: "S3Client" = field(default_factory=emulated.s3)
    source: str | None = f"{ARN}:orders"

    def __post_init__(self) -> None:
        self.orders = self.sqs.create_queue(QueueName="orders")["QueueUrl"]
        self.dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        here: Any = {"LocationConstraint": "eu-central-1"}
        self.s3.create_bucket(Bucket="failures", CreateBucketConfiguration=here)

    def die(self, *bodies: str, attributes: dict[str, str] | None = None) -> None:
        """Leave letters."""
        said: Any = {
            name: {"DataType": "String", "StringValue": each} for name, each in (attributes or {}).items()
        }
        for each in bodies:
            self.sqs.send_message(QueueUrl=self.dead, MessageBody=each, MessageAttributes=said)

    @property
    def letters(self) -> QueueRedriver:
        """What the commands use."""
        queue = DeadLetterQueue("Dead", self.dead, f"{ARN}:dead", 0, self.source)
        return QueueRedriver(self.sqs, queue, DeadLetterArchive(self.s3, "failures"), NO_WAIT)

    def redrive(self) -> Counter[str]:
        """Send them back without a pause."""
        pace = Pace(1e9, sleep=lambda _: None)
        return sum(self.letters.redrive(pace, CAP), Counter())

    def waiting(self, url: str) -> list[str]:
        """The bodies in a queue, which stay there."""
        queue = DeadLetterQueue("any", url, "", 0, None)
        return [
            each.body
            for each in QueueRedriver(self.sqs, queue, DeadLetterArchive(self.s3, "failures"), NO_WAIT).peek()
        ]

    def kept(self) -> dict[str, Any]:
        """What lies in the bucket, by key."""
        found = self.s3.list_objects_v2(Bucket="failures").get("Contents", [])
        read = self.s3.get_object
        return {
            each["Key"]: json.loads(read(Bucket="failures", Key=each["Key"])["Body"].read()) for each in found
        }
