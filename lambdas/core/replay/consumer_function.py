"""Hands records to the function of one consumer, as a mapping of the stream does: nobody else gets a copy."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from lambdas.core.raw import count_backfilled
from lambdas.core.records import BACKFILLED, REPLAYED
from lambdas.core.replay.batches import ReplayedRecord

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

PAYLOAD_BYTES = 6 * 1024 * 1024
"""Of a synchronous invocation: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
HEAD, COMMA, TAIL = b'{"Records":[', b",", b"]}"


class NotSettled(RuntimeError):
    """Records of which the function settled none: a fault that may pass."""

    def __init__(self, count: int, function: str, cause: str) -> None:
        super().__init__(f"{function.rpartition(':')[2]} settled none of {count} records: {cause}")


@dataclass(frozen=True, slots=True)
class EncodedRecord:
    """A record as it stands in an event, encoded, and the number by which the answer names it."""

    number: str
    encoded: bytes


@dataclass(frozen=True)
class ConsumerFunction:
    """The function of a consumer, and which version of an object its records lie in: `origin`.

    `function` and `stream` are ARNs. A record has the same number in every replay, so that what is refused
    lies under the same key in quarantine, however often it comes.
    """

    functions: "LambdaClient"
    function: str
    stream: str
    origin: str
    arrived_at: datetime

    @property
    def shard(self) -> str:
        """Return what stands in the place of a shard."""
        return REPLAYED if count_backfilled(self.origin.rpartition("#")[0]) is None else BACKFILLED

    def put(self, records: Sequence[ReplayedRecord]) -> int:
        """Have all settled, applied, known or kept in quarantine, or raise NotSettled or ClientError."""
        for waiting in split_by_size([self._entry(each) for each in records]):
            self._settle(waiting)
        return len(records)

    def _settle(self, waiting: Sequence[EncodedRecord]) -> None:
        """Go on behind what was settled for as long as something is; the machine tries the rest again."""
        while waiting:
            waiting = waiting[self._invoke(waiting) :]

    def _invoke(self, entries: Sequence[EncodedRecord]) -> int:
        """Return how many come before the first that failed; raise NotSettled if that is none."""
        payload = HEAD + COMMA.join(each.encoded for each in entries) + TAIL
        answer = self.functions.invoke(FunctionName=self.function, Payload=payload)
        body = answer["Payload"].read()
        if "FunctionError" in answer:
            raise NotSettled(len(entries), self.function, body.decode(errors="replace"))
        settled = count_settled(entries, body)
        if not settled:
            raise NotSettled(len(entries), self.function, "it gave the first one back, its log says why")
        return settled

    def _entry(self, record: ReplayedRecord) -> EncodedRecord:
        """https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html, but for a mapping's identity."""
        number = sequence_number(self.origin, record.line)
        entry = {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record.partition,
                "sequenceNumber": number,
                "data": b64encode(record.data).decode(),
                "approximateArrivalTimestamp": self.arrived_at.timestamp(),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{self.shard}:{number}",
            "eventName": "aws:kinesis:record",
            "awsRegion": self.stream.split(":")[3],
            "eventSourceARN": self.stream,
        }
        return EncodedRecord(number, msgspec.json.encode(entry))


def sequence_number(origin: str, line: int) -> str:
    """Return a number of a line of an object: 29 digits, greater for every line behind it.

    Those of Kinesis have 56.
    """
    return f"1{int.from_bytes(sha256(origin.encode()).digest()[:8]):020}{line:08}"


def split_by_size(entries: Sequence[EncodedRecord]) -> Iterator[Sequence[EncodedRecord]]:
    """Part entries into what one invocation takes; one that is larger goes alone, and is refused."""
    start, size = 0, len(HEAD + TAIL)
    for place, each in enumerate(entries):
        if place > start and size + len(each.encoded) + len(COMMA) > PAYLOAD_BYTES:
            yield entries[start:place]
            start, size = place, len(HEAD + TAIL)
        size += len(each.encoded) + len(COMMA)
    yield entries[start:]


def count_settled(entries: Sequence[EncodedRecord], answer: bytes) -> int:
    """Return how many entries come before the first that failed; what names none of them means all.

    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    """
    response = (json.loads(answer) if answer else None) or {}
    numbers = [each.number for each in entries]
    failed = [each.get("itemIdentifier") for each in response.get("batchItemFailures") or ()]
    return min((numbers.index(each) if each in numbers else 0 for each in failed), default=len(entries))
