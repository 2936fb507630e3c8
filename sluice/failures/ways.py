"""The ways back: the stream, the queues, and the functions that follow a table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from lambdas.core.replay.putting import Stream
from sluice.failures.occurrence import ToFunction, ToQueue, ToStream
from sluice.failures.outgoing import Outgoing

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient


class Fate(Enum):
    """What became of a record that was sent."""

    SENT = "sent"
    NOT_TAKEN = "not taken"
    CAME_BACK = "came back"


@dataclass(frozen=True, slots=True)
class Ways:
    """Sends records of one channel; raises ClientError or BotoCoreError when nobody knows what arrived."""

    stream: Stream
    queues: "SQSClient"
    functions: "LambdaClient"
    urls: dict[str, str] = field(default_factory=dict)

    def send(self, call: Sequence[Outgoing]) -> list[Fate]:
        """Send one call's records, and say what became of each."""
        match call[0].way:
            case ToStream():
                return self._put(call)
            case ToQueue(queue):
                return [self._message(queue, each.data) for each in call]
            case ToFunction(function):
                return self._invoke(function, call)

    def _put(self, call: Sequence[Outgoing]) -> list[Fate]:
        refused = self.stream.insist(
            [
                {"Data": each.data, "PartitionKey": each.way.partition_key}
                for each in call
                if isinstance(each.way, ToStream)
            ]
        )
        return [Fate.NOT_TAKEN if place in refused else Fate.SENT for place in range(len(call))]

    def _message(self, queue: str, data: bytes) -> Fate:
        if queue not in self.urls:
            self.urls[queue] = self.queues.get_queue_url(QueueName=queue)["QueueUrl"]
        self.queues.send_message(QueueUrl=self.urls[queue], MessageBody=data.decode())
        return Fate.SENT

    def _invoke(self, function: str, call: Sequence[Outgoing]) -> list[Fate]:
        """What comes before the first failure is settled: the answer is that of a mapping's batch.

        https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
        """
        rows = [each.way for each in call if isinstance(each.way, ToFunction)]
        payload = json.dumps({"Records": [row.record for row in rows]}).encode()
        answer = self.functions.invoke(FunctionName=function, Payload=payload)
        settled = 0 if answer.get("FunctionError") else _settled(rows, answer["Payload"].read())
        return [Fate.SENT if place < settled else Fate.CAME_BACK for place in range(len(rows))]


def _settled(rows: Sequence[ToFunction], answer: bytes) -> int:
    """How many rows come before the first that failed; what names no row means all of them."""
    told = (json.loads(answer) if answer else None) or {}
    failed = [each.get("itemIdentifier") for each in told.get("batchItemFailures") or ()]
    numbers = [row.sequence_number for row in rows]
    return min((numbers.index(each) if each in numbers else 0 for each in failed), default=len(rows))
