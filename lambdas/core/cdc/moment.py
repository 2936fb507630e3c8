"""The moment of a statement about a row, which tells the later one of two statements."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from contracts.refusals import BrokenContract, Reason
from lambdas.core.cdc.record import Metadata

_LSN = re.compile(r"([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})", re.ASCII)


class Moment(NamedTuple):
    """`built_at` is when DMS built the message; `position` is the change's place in the source's log.

    A load has no position. Both are texts that sort as what they stand for, whatever the source's spelling.
    """

    built_at: str
    position: str = ""

    def is_after(self, other: "Moment") -> bool:
        """Tell whether this was said after the other (docs/decisions/0014).

        Changes go by their place in the log, however often and late they come. A load goes by when it was
        built: DMS applies no change of a table before the table's load is complete, so whatever change was
        built before a load belongs to an earlier load.
        """
        if self.position and other.position:
            return self.position > other.position
        return (self.built_at, bool(self.position)) > (other.built_at, bool(other.position))

    def is_same(self, other: "Moment") -> bool:
        """Tell whether both are one statement, which DMS may build again after it was resumed."""
        if self.position and other.position:
            return self.position == other.position
        return self == other


BEGINNING = Moment("")
"""Before everything."""


def to_moment(metadata: Metadata) -> Moment:
    """Return when a record of a row was said; raise BrokenContract if that is unknown."""
    if metadata.operation == "load":
        return Moment(instant(metadata.timestamp))
    if metadata.stream_position is None:
        raise _bad("is missing: set the endpoint's include_transaction_details")
    place = _place(metadata.stream_position)
    return Moment(instant(metadata.timestamp), f"{place}.{metadata.transaction_record_id or 0:010}")


def instant(time: datetime) -> str:
    """Return a time as text that sorts."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _place(position: str) -> str:
    """Widen 2/7C007178.3.2/7C007178, log sequence numbers in hexadecimal with a number between."""
    return ".".join(map(_part, position.split(".")))


def _part(part: str) -> str:
    if found := _LSN.fullmatch(part):
        high, low = found.groups()
        return f"{high.upper():0>8}{low.upper():0>8}"
    if part.isascii() and part.isdigit():
        return f"{part:0>20}"
    raise _bad("is not a position of PostgreSQL's, such as 00000002/7C007178.3.00000002/7C007178")


def _bad(why: str) -> BrokenContract:
    return BrokenContract(Reason.WRONG_SHAPE, "metadata.stream-position", why)
