"""The event that a row becomes, if it isn't folded: on the stream on which senders put theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from contracts.claim_check import Claim
from contracts.event_type import Columns
from contracts.refusals import BrokenContract, Reason
from lambdas.core import contract
from lambdas.core.cdc.record import DmsRecord, Operation
from lambdas.core.ledger import Failed
from lambdas.core.replay.kinesis_writer import KinesisWriter

# https://docs.aws.amazon.com/streams/latest/dev/large-records.html
BYTES_A_RECORD = 1024 * 1024


class RowEvent(NamedTuple):
    """An event as its sender would have put it on the stream: its partition key, and its bytes."""

    partition_key: str
    data: bytes


Build: TypeAlias = Callable[[Columns], bytes]
"""Makes a row's event, always the same of the same row; raises BrokenContract."""


def build_event(record: DmsRecord, build: Build, arrived_at: datetime, oldest: date) -> RowEvent:
    """Return what a record of a row becomes; raise BrokenContract if it becomes nothing.

    What an event says can't be unsaid: a row that changes afterwards is kept as a conflict.
    """
    if record.metadata.operation not in (Operation.LOAD, Operation.INSERT):
        raise BrokenContract(
            Reason.CONFLICT,
            "metadata.operation",
            f"is {record.metadata.operation}, of a row that is an event",
        )
    data = build(record.data or {})
    said = contract.parse(data)
    if isinstance(said, Claim):
        raise BrokenContract(Reason.WRONG_SHAPE, "data", "makes a claim check")
    contract.refuse_times(said, arrived_at, oldest)
    made = RowEvent(contract.partition_of(said), data)
    if len(made.data) + len(made.partition_key.encode()) > BYTES_A_RECORD:
        raise BrokenContract(Reason.ROW_REFUSED, "data", "makes an event of more than 1 MiB")
    return made


@dataclass(frozen=True, slots=True)
class EventStream:
    """The stream; a batch's events are below what one call takes, in number and in bytes."""

    stream: KinesisWriter

    def put(self, events: Sequence[RowEvent]) -> dict[int, Failed]:
        """Put events, what was refused again; return the places of those that weren't taken."""
        if not events:
            return {}
        entries = [{"Data": each.data, "PartitionKey": each.partition_key} for each in events]
        try:
            refused = self.stream.put_with_retries(entries)  # type: ignore[arg-type]
        except (ClientError, BotoCoreError) as error:
            return {0: Failed(str(error))}
        return {place: Failed(f"not put on the stream: {code}") for place, code in refused.items()}
