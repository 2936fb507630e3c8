"""The one contract, asked of every event that another source brings, before the stream has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from contracts.claim_check import Claim
from contracts.event_parser import UNREADABLE
from contracts.refusals import BrokenContract, Reason
from domain import EVENT
from lambdas.core import contract
from lambdas.core.contract import partition_of

if TYPE_CHECKING:
    from types_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef


@dataclass(frozen=True, slots=True)
class StreamEntry:
    """An event as it goes on the stream: its bytes as received, under the key that a producer gives it."""

    data: bytes
    partition_key: str


@dataclass(frozen=True, slots=True)
class Admission:
    """Decides what may go on a stream: what every consumer would take, of days from `oldest_day` on."""

    oldest_day: date

    def admit(self, data: bytes, now: datetime, speaker: str | None = None) -> StreamEntry:
        """Return the entry of an event that arrives `now`; raise BrokenContract if it can never be applied.

        A `speaker` may speak for itself alone: its name is the key under which its events are ordered.
        """
        event = contract.parse(data)
        if not isinstance(event, Claim):
            contract.refuse_times(event, now, self.oldest_day)
        entry = StreamEntry(data, partition_of(event))
        if speaker not in (None, entry.partition_key):
            raise BrokenContract(
                Reason.FOREIGN_SENDER, EVENT.partition.name, "is not that of whoever sent it"
            )
        return entry

    def key_of(self, data: bytes) -> str | None:
        """Return the key that an event would have if it kept the contract, none if nobody can tell.

        What may be a card number is no key: it would stand beside the record, where people look.
        """
        try:
            found = msgspec.json.decode(data)
        except UNREADABLE:
            return None
        key = EVENT.payload_fields(found)[1]
        return None if key is None or EVENT.holds_card_number(key.encode()) else key


def to_put_entries(entries: Sequence[StreamEntry]) -> "list[PutRecordsRequestEntryTypeDef]":
    """Return entries in the form of PutRecords."""
    return [{"Data": each.data, "PartitionKey": each.partition_key} for each in entries]
