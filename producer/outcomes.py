"""What a producer tells its caller of each sale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The stream holds the sale: Kinesis gave it a sequence number."""

    sale_id: str
    shard_id: str
    sequence_number: str


@dataclass(frozen=True, slots=True)
class Spooled:
    """The stream didn't take the sale now; it waits on disk for the next flush."""

    sale_id: str
    reason: str


Outcome = Accepted | Spooled


class Refused(Exception):
    """The producer can't take the sale, so it is still its caller's."""

    def __init__(self, sale_id: str | None, reason: str) -> None:
        super().__init__(f"sale {sale_id or 'without an id'} refused: {reason}")
        self.sale_id = sale_id
        self.reason = reason
