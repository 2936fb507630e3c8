"""A Kinesis stream as a producer sees it: one request of events in, one outcome for each out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from producer.claims import ClaimBucket
from producer.event import EncodedEvent
from producer.outcomes import Accepted, Outcome, Spooled, UnsendableEvent
from producer.spool import SpoolEntry

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient
    from types_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef, PutRecordsResultEntryTypeDef

MIB = 1024 * 1024

# https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
RECORDS_A_REQUEST = 500
BYTES_A_REQUEST = 10 * MIB
# A stream takes 1,048,576 (https://docs.aws.amazon.com/streams/latest/dev/large-records.html), Firehose less:
# https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
BYTES_A_RECORD = 1_024_000
FAULTS = (BotoCoreError, ClientError, ResponseParserError)


class StreamWriter:
    """The stream, what it takes in one request, and the claim check for what one record can't hold."""

    def __init__(
        self, name: str, *, kinesis: "KinesisClient", claims: ClaimBucket | None, record_bytes: int
    ) -> None:
        """Write to the stream of this name; `record_bytes` is what its largest record may have."""
        self._name = name
        self._kinesis = kinesis
        self._claims = claims
        self._record_bytes = record_bytes

    def require_sendable(self, event: EncodedEvent) -> EncodedEvent:
        """Return the event; raise UnsendableEvent if it can never travel, as a record or as a claim."""
        if self._is_oversized(event):
            if self._claims is None:
                raise UnsendableEvent(
                    event.event_id, f"{event.size} bytes are over the {self._record_bytes} of a record"
                )
            if not self._claims.has_key_for(event):
                raise UnsendableEvent(event.event_id, "its id is too long for the key of an oversized event")
        return event

    def fill_request(self, waiting: Iterable[SpoolEntry]) -> Iterator[SpoolEntry]:
        """Yield the first events that go into one request; one that needs a claim goes alone.

        Alone, because a fault of the claims' bucket must not hold up the other partitions.
        """
        size = 0
        for count, one in enumerate(waiting):
            size += one.event.size
            oversized = self._is_oversized(one.event)
            if count and (count == RECORDS_A_REQUEST or size > BYTES_A_REQUEST or oversized):
                return
            yield one
            if oversized:
                return

    def put(self, events: Sequence[EncodedEvent]) -> list[Outcome]:
        """Send one request; a fault of the whole request is a fault of each event in it.

        Whatever its code it may pass: what is wrong with an event itself, `require_sendable` has refused.
        """
        try:
            entries = [self._to_entry(event) for event in events]
            replies = self._kinesis.put_records(StreamName=self._name, Records=entries)["Records"]
        except FAULTS as fault:
            return [Spooled(event.event_id, str(fault)) for event in events]
        return [_to_outcome(event, reply) for event, reply in zip(events, replies, strict=True)]

    def _to_entry(self, event: EncodedEvent) -> "PutRecordsRequestEntryTypeDef":
        if self._claims is not None and self._is_oversized(event):
            event = self._claims.check_in(event)
        return {"Data": event.data, "PartitionKey": event.partition}

    def _is_oversized(self, event: EncodedEvent) -> bool:
        return event.size > self._record_bytes


def _to_outcome(event: EncodedEvent, reply: "PutRecordsResultEntryTypeDef") -> Outcome:
    if "SequenceNumber" in reply:
        return Accepted(event.event_id, reply["ShardId"], reply["SequenceNumber"])
    return Spooled(event.event_id, f"{reply['ErrorCode']}: {reply['ErrorMessage']}")
