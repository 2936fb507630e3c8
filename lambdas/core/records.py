"""Kinesis records as Lambda hands them over, and what stands for one that isn't handed over so."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from contracts.refusals import BrokenContract, Reason
from lambdas.core.batch_report import Position

UNKNOWN = "unknown"
"""In the place of a stream, shard or partition key that an envelope doesn't name."""

EPOCH = datetime.fromtimestamp(0, UTC)
"""In the place of a time of arrival: the clock would name what comes again anew."""

_STREAM_ARN = re.compile(r"arn:[^:/]+:kinesis:[^:/]+:[^:/]+:stream/([\w.-]{1,128})(/consumer/.+)?", re.ASCII)
_SHARD = re.compile(r"[\w.-]{1,128}", re.ASCII)
_SEQUENCE_NUMBER = re.compile(r"[0-9]{1,129}")
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, OverflowError, OSError)
"""What reading an envelope raises that isn't shaped as AWS's are."""
REPLAYED = "replay"
"""In the place of a shard: what a replay hands to one consumer alone, which moves no position."""


@dataclass(frozen=True, slots=True)
class KinesisRecord:
    """One record of a shard: where it came from, when it arrived, and its bytes as received.

    One with a `fault` has an envelope that Lambda gives no record of a stream: then the bytes are the whole
    envelope's, as JSON.
    """

    stream: str
    shard: str
    sequence_number: str
    partition_key: str
    arrived_at: datetime
    data: bytes
    fault: BrokenContract | None = None

    @classmethod
    def of(cls, raw: Any) -> "KinesisRecord":  # noqa: ANN401 (whatever somebody invokes the function with)
        """Read one entry of an event's `Records` (Lambda developer guide, with-kinesis-example).

        Its source is arn:…:stream/NAME, or with enhanced fan-out arn:…:stream/NAME/consumer/CONSUMER:TIME.
        """
        try:
            return cls._read(raw)
        except BrokenContract as fault:
            return cls._stand_in(raw, fault)
        except MALFORMED as error:
            why = f"is not one that Lambda hands over of a stream: {type(error).__name__}"
            return cls._stand_in(raw, BrokenContract(Reason.WRONG_SHAPE, "envelope", why))

    @classmethod
    def _read(cls, raw: Mapping[str, Any]) -> "KinesisRecord":
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
    def _stand_in(cls, raw: Any, fault: BrokenContract) -> "KinesisRecord":  # noqa: ANN401
        """Stand for an odd envelope by what of it is known to be harmless in a key and in an answer."""
        return cls(
            stream=UNKNOWN,
            shard=UNKNOWN,
            sequence_number=_known_sequence_number(raw),
            partition_key=UNKNOWN,
            arrived_at=EPOCH,
            # As ASCII: it may hold what is no UTF-8.
            data=json.dumps(raw, sort_keys=True, separators=(",", ":")).encode(),
            fault=fault,
        )

    @property
    def received(self) -> bytes:
        """Return the bytes that its sender put on the stream; raise BrokenContract if the envelope is odd."""
        if self.fault is not None:
            raise self.fault
        return self.data

    @property
    def identity(self) -> str:
        """Name the record within its shard; an odd one by its contents, since its number may be anybody's."""
        return self.sequence_number if self.fault is None else sha256(self.data).hexdigest()

    @property
    def position(self) -> Position | None:
        """Return its place among the records of its shard; what is replayed to one consumer has none."""
        if self.shard == REPLAYED:
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
