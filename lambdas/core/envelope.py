"""What Lambda wraps around a record or a message, and what stands for one that isn't wrapped so."""

import json
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any, ClassVar, Self

from contracts.refusals import BrokenContract, Reason

UNKNOWN = "unknown"
"""In the place of a stream, shard, queue or partition key that an envelope doesn't name."""

EPOCH = datetime.fromtimestamp(0, UTC)
"""In the place of a time of arrival: the clock would name what comes again anew."""

MALFORMED = (LookupError, TypeError, ValueError, AttributeError, OverflowError, OSError)
"""What reading an envelope raises that isn't shaped as AWS's are."""


class Envelope(ABC):
    """One entry of an event's `Records`: its bytes as received.

    One with a `fault` has a shape that Lambda gives none: then the bytes are the whole envelope's, as JSON.
    """

    __slots__ = ()
    source: ClassVar[str]
    """Whose it is, such as a stream or a queue."""
    data: bytes
    fault: BrokenContract | None

    @classmethod
    def of(cls, raw: Any) -> Self:  # noqa: ANN401 (whatever somebody invokes the function with)
        """Read an entry; one of an odd shape is kept whole, with what is wrong with it."""
        try:
            return cls._read(raw)
        except BrokenContract as fault:
            return cls._stand_in(raw, fault)
        except MALFORMED as error:
            why = f"is not one that Lambda hands over of {cls.source}: {type(error).__name__}"
            return cls._stand_in(raw, BrokenContract(Reason.WRONG_SHAPE, "envelope", why))

    @classmethod
    @abstractmethod
    def _read(cls, raw: Any) -> Self:  # noqa: ANN401
        """Read it; raise BrokenContract or one of MALFORMED if it is odd."""

    @classmethod
    @abstractmethod
    def _stand_in(cls, raw: Any, fault: BrokenContract) -> Self:  # noqa: ANN401
        """Make what stands for an odd one, of what is harmless in a key and in an answer."""

    @property
    def received(self) -> bytes:
        """Return the bytes that the sender gave; raise BrokenContract if the envelope is odd."""
        if self.fault is not None:
            raise self.fault
        return self.data


def encode_envelope(raw: Any) -> bytes:  # noqa: ANN401
    """Return an odd envelope whole, always the same bytes; as ASCII, since it may hold what is no UTF-8."""
    return json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
