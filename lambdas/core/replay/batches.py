"""The records of an object that are replayed, in batches of what one call takes: pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from domain import DomainEvent
from lambdas.core import contract
from lambdas.core.contract import partition_of

RECORDS_A_CALL = 500
BYTES_A_CALL = 5 * 1024 * 1024
"""Half of what PutRecords takes: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html"""
LINES_A_BATCH = 20_000
"""Of which a partition may have few: how far it has come is written down all the same."""


@dataclass(frozen=True, slots=True)
class ReplayedRecord:
    """A record that is replayed: its line in the object, from 1, what it holds, and its bytes as received."""

    line: int
    event: DomainEvent | Claim
    data: bytes

    @property
    def partition(self) -> str:
        """Return its partition key."""
        return partition_of(self.event)


@dataclass(frozen=True, slots=True)
class ReplayBatch:
    """The records of the lines up to `line`; `left_out` of them broke the contract when they arrived."""

    records: Sequence[ReplayedRecord]
    line: int
    left_out: int
    last: bool = False


def split_batches(
    lines: Iterable[bytes],
    *,
    after: int,
    most: int,
    only: str | None,
    arrived_at: datetime,
    oldest: date,
) -> Iterator[ReplayBatch]:
    """Part what comes after so many lines into batches of at most `most` records; the last may be empty."""
    kept: list[ReplayedRecord] = []
    line = begun = after
    size = left_out = 0
    for line, data in enumerate(lines, 1):
        if line <= after:
            continue
        if len(kept) == most or (kept and size + len(data) > BYTES_A_CALL) or line - begun > LINES_A_BATCH:
            yield ReplayBatch(kept, line - 1, left_out)
            kept, begun, size, left_out = [], line - 1, 0, 0
        try:
            event = parse_accepted(data, arrived_at, oldest)
        except BrokenContract:
            left_out += 1
            continue
        partition = partition_of(event)
        if only in (None, partition):
            kept.append(ReplayedRecord(line, event, data))
            size += len(data) + len(partition)
    yield ReplayBatch(kept, max(line, after), left_out, last=True)


def parse_accepted(data: bytes, arrived_at: datetime, oldest: date) -> DomainEvent | Claim:
    """Return what a record holds; raise BrokenContract if the consumers refused it when it arrived.

    It lies in quarantine then: to repair it is the way to bring it back.
    """
    event = contract.parse(data)
    if not isinstance(event, Claim):
        contract.refuse_times(event, arrived_at, oldest)
    return event
