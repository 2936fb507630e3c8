"""Send back what failed: an attempt is counted, made and noted, so that dying in between loses nothing."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from lambdas.core.replay.batches import BYTES_A_CALL, RECORDS_A_CALL
from lambdas.core.replay.kinesis_writer import KinesisWriter
from sluice.failures.failure import Failure
from sluice.failures.occurrence import ReturnRoute, ToFunction, ToQueue, ToStream
from sluice.failures.recoveries import Recoveries
from sluice.pace import Pace

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient
    from types_boto3_sqs import SQSClient

REDRIVE = "redrive"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record on its way back; a repair names the event in whose place it goes."""

    failures: Sequence[Failure]
    data: bytes
    route: ReturnRoute
    by: str = REDRIVE
    event_id: str = ""


def group_by_record(failures: Iterable[Failure]) -> list[list[Failure]]:
    """Return failures by the record that failed last: several consumers may have refused the same one."""
    found: dict[tuple[ReturnRoute, bytes], list[Failure]] = {}
    for each in failures:
        found.setdefault((each.last.route, each.last.data), []).append(each)
    return list(found.values())


def plan_calls(outgoing: Iterable[Outgoing], rate: float) -> Iterator[list[Outgoing]]:
    """Split what goes back into calls by channel; rows keep the order of their stream."""
    channels: dict[tuple[str, ...], list[Outgoing]] = {}
    for each in outgoing:
        channels.setdefault(each.route.channel, []).append(each)
    for through in channels.values():
        yield from [_in_order(through)] if isinstance(through[0].route, ToFunction) else _parts(through, rate)


def _in_order(rows: list[Outgoing]) -> list[Outgoing]:
    return sorted(rows, key=_sequence_number)


def _sequence_number(row: Outgoing) -> int:
    return int(row.route.sequence_number) if isinstance(row.route, ToFunction) else 0


def _parts(outgoing: Sequence[Outgoing], rate: float) -> Iterator[list[Outgoing]]:
    most, part, size = max(1, min(RECORDS_A_CALL, int(rate))), list[Outgoing](), 0
    for each in outgoing:
        size += len(each.data)
        if part and (len(part) == most or size > BYTES_A_CALL):
            yield part
            part, size = [], len(each.data)
        part.append(each)
    if part:
        yield part


class SendResult(Enum):
    """The outcome of sending a record."""

    SENT = "sent"
    NOT_TAKEN = "not taken"
    CAME_BACK = "came back"


@dataclass(frozen=True, slots=True)
class Channels:
    """The senders, one a channel; they raise ClientError or BotoCoreError if it isn't known what arrived."""

    stream: KinesisWriter
    queues: "SQSClient"
    functions: "LambdaClient"
    urls: dict[str, str] = field(default_factory=dict)

    def send(self, call: Sequence[Outgoing]) -> list[SendResult]:
        """Send one call's records, and say what became of each."""
        match call[0].route:
            case ToStream():
                return self._put(call)
            case ToQueue(queue):
                return [self._message(queue, each.data) for each in call]
            case ToFunction(function):
                return self._invoke(function, call)

    def _put(self, call: Sequence[Outgoing]) -> list[SendResult]:
        refused = self.stream.put_with_retries(
            [
                {"Data": each.data, "PartitionKey": each.route.partition_key}
                for each in call
                if isinstance(each.route, ToStream)
            ]
        )
        return [SendResult.NOT_TAKEN if place in refused else SendResult.SENT for place, _ in enumerate(call)]

    def _message(self, queue: str, data: bytes) -> SendResult:
        if queue not in self.urls:
            self.urls[queue] = self.queues.get_queue_url(QueueName=queue)["QueueUrl"]
        self.queues.send_message(QueueUrl=self.urls[queue], MessageBody=data.decode())
        return SendResult.SENT

    def _invoke(self, function: str, call: Sequence[Outgoing]) -> list[SendResult]:
        """Invoke a function with rows; what comes before the first failure is settled, as in a mapping's.

        https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
        """
        rows = [each.route for each in call if isinstance(each.route, ToFunction)]
        payload = json.dumps({"Records": [row.record for row in rows]}).encode()
        answer = self.functions.invoke(FunctionName=function, Payload=payload)
        settled = 0 if answer.get("FunctionError") else _settled(rows, answer["Payload"].read())
        return [SendResult.SENT if place < settled else SendResult.CAME_BACK for place in range(len(rows))]


def _settled(rows: Sequence[ToFunction], answer: bytes) -> int:
    """Count the rows before the first that failed; what names no row means all of them."""
    report = (json.loads(answer) if answer else None) or {}
    failed = [each.get("itemIdentifier") for each in report.get("batchItemFailures") or ()]
    numbers = [row.sequence_number for row in rows]
    return min((numbers.index(each) if each in numbers else 0 for each in failed), default=len(rows))


TAKEN_UP = "taken up by another run"
Tally: TypeAlias = Counter[str]
"""Records by what became of them."""


@dataclass(frozen=True, slots=True)
class RedriveSender:
    """A paced sender; what is begun, and not noted as sent, the next one sends again."""

    recoveries: Recoveries
    channels: Channels
    pace: Pace

    def send(self, outgoing: Iterable[Outgoing]) -> Iterator[Tally]:
        """Send a call's records after the other's, and yield what became of them."""
        for call in plan_calls(outgoing, self.pace.rate):
            begun = [each for each in call if self._begin(each)]
            tally = Counter({TAKEN_UP: len(call) - len(begun)})
            if begun:
                tally.update(self._send(begun))
            yield tally

    def _begin(self, outgoing: Outgoing) -> bool:
        begun = [
            self.recoveries.begin(
                each.id,
                each.next_attempt,
                seen=max(each.last.failed_at, each.recovery.seen),
                by=outgoing.by,
            )
            for each in outgoing.failures
        ]
        return any(begun)

    def _send(self, begun: Sequence[Outgoing]) -> Iterator[str]:
        self.pace.wait(len(begun))
        for each, result in zip(begun, self.channels.send(begun), strict=True):
            for failure in each.failures:
                self._record(failure, result, each.event_id)
            yield result.value

    def _record(self, failure: Failure, result: SendResult, event_id: str) -> None:
        if result is SendResult.SENT:
            self.recoveries.sent(failure.id, failure.next_attempt, event_id)
        elif result is SendResult.CAME_BACK:
            self.recoveries.came_back(failure.id, failure.next_attempt)
