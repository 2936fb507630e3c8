"""Kinesis records as Lambda hands them over, and what stands for one that isn't handed over so."""

import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar, Self

from contracts.refusals import BrokenContract, Reason
from lambdas.core.batch_report import Position
from lambdas.core.envelope import EPOCH, MALFORMED, UNKNOWN, Envelope, encode_envelope

_STREAM_ARN = re.compile(r"arn:[^:/]+:kinesis:[^:/]+:[^:/]+:stream/([\w.-]{1,128})(/consumer/.+)?", re.ASCII)
_SHARD = re.compile(r"[\w.-]{1,128}", re.ASCII)
_SEQUENCE_NUMBER = re.compile(r"[0-9]{1,129}")
REPLAYED = "replay"
"""In the place of a shard: what a replay hands to one consumer alone, which moves no position."""
BACKFILLED = "replay-of-backfill"
"""The same, of what a backfill wrote to raw."""


@dataclass(frozen=True, slots=True)
class KinesisRecord(Envelope):
    """One record of a shard: where it came from, when it arrived, and its bytes as received.

    One that came in an aggregate has its number, and its place there is `part`, from 0.
    Its source is arn:…:stream/NAME, or with enhanced fan-out arn:…:stream/NAME/consumer/CONSUMER:TIME
    (Lambda developer guide, with-kinesis-example).
    """

    source: ClassVar[str] = "a stream"

    stream: str
    shard: str
    sequence_number: str
    partition_key: str
    arrived_at: datetime
    data: bytes
    fault: BrokenContract | None = None
    part: int | None = None

    @classmethod
    def _read(cls, raw: Any) -> Self:  # noqa: ANN401
        kinesis = raw["kinesis"]
        return cls(
            stream=_stream(raw["eventSourceARN"]),
            shard=_shard(raw["eventID"].partition(":")[0]),
            sequence_number=_sequence_number(kinesis["sequenceNumber"]),
            partition_key=_text(kinesis["partitionKey"]),
            arrived_at=datetime.fromtimestamp(kinesis["approximateArrivalTimestamp"], UTC),
            data=b64decode(kinesis["data"]),
        )

    @classmethod
    def _stand_in(cls, raw: Any, fault: BrokenContract) -> Self:  # noqa: ANN401
        """Stand for an odd envelope by what of it is known to be harmless in a key and in an answer."""
        return cls(
            stream=UNKNOWN,
            shard=UNKNOWN,
            sequence_number=_known_sequence_number(raw),
            partition_key=UNKNOWN,
            arrived_at=EPOCH,
            data=encode_envelope(raw),
            fault=fault,
        )

    @property
    def identity(self) -> str:
        """Name the record within its shard; an odd one by its contents, since its number may be anybody's."""
        if self.fault is not None:
            return sha256(self.data).hexdigest()
        return self.sequence_number if self.part is None else f"{self.sequence_number}.{self.part}"

    @property
    def is_backfilled(self) -> bool:
        """Return whether it is history, which never came by a stream."""
        return self.shard == BACKFILLED

    @property
    def position(self) -> Position | None:
        """Return its place among the records of its shard; what is replayed to one consumer has none."""
        if self.shard in (REPLAYED, BACKFILLED):
            return None
        # A number of any length, https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html:
        # with its length in front it compares as a text.
        order = f"{len(self.sequence_number):03}/{self.sequence_number}"
        return Position(self.shard, self.sequence_number, self.arrived_at, order)


@lru_cache(maxsize=64)
def _stream(arn: str) -> str:
    if found := _STREAM_ARN.fullmatch(arn):
        return found[1]
    raise BrokenContract(Reason.WRONG_SHAPE, "eventSourceARN", "is not the ARN of a Kinesis stream")


@lru_cache(maxsize=1024)
def _shard(name: str) -> str:
    if _SHARD.fullmatch(name):
        return name
    raise BrokenContract(Reason.WRONG_SHAPE, "eventID", "does not begin with a shard's id")


def _sequence_number(number: str) -> str:
    if _SEQUENCE_NUMBER.fullmatch(number):
        return number
    raise BrokenContract(Reason.WRONG_SHAPE, "kinesis.sequenceNumber", "is not a whole number")


def _text(value: str) -> str:
    if isinstance(value, str):
        return value
    raise BrokenContract(Reason.WRONG_SHAPE, "kinesis.partitionKey", "is not a text")


def _known_sequence_number(raw: Any) -> str:  # noqa: ANN401
    """Return an odd record's number, empty if it has none: Lambda then repeats the whole batch.

    https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
    """
    try:
        return _sequence_number(raw["kinesis"]["sequenceNumber"])
    except (BrokenContract, *MALFORMED):
        return ""
