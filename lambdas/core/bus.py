"""Puts events on the bus: each at least once, under an id that tells a repetition, none within a replay."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from contracts.bus_event import SOURCE, BusEvent
from lambdas.core.error_codes import code_of
from lambdas.core.received_event import ReceivedEvent

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_events.type_defs import PutEventsRequestEntryTypeDef
    from types_boto3_s3 import S3Client

    PutEventsEntry: TypeAlias = PutEventsRequestEntryTypeDef

# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: at most 10 entries, and
# "the total entry size must be less than 1MB", which read narrowly leaves room for the envelope that an event
# gets on its way: an SQS message may have 1 MiB.
ENTRIES_A_CALL = 10
BYTES_A_CALL = 1_000_000

TRIES = 3
PAUSE_SECONDS = 0.05


class EventsNotPut(RuntimeError):
    """Events that the bus is not known to have taken: a fault that may pass, so put all of them again."""

    def __init__(self, count: int, code: str) -> None:
        super().__init__(f"{count} events not put on the bus: {code}")
        self.count, self.code = count, code


class Bus:
    """The event bus, and the bucket for what is too large for it."""

    def __init__(
        self,
        events: "EventBridgeClient",
        name: str,
        s3: "S3Client",
        claims_bucket: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._events = events
        self._name = name
        self._s3 = s3
        self._claims_bucket = claims_bucket
        self._pause = pause

    def put(self, events: Sequence[BusEvent], because_of: ReceivedEvent[Any] | None = None) -> None:
        """Put events on the bus, or raise EventsNotPut. `because_of` is the event whose handling makes them.

        Within a replay nothing is put: replayed events are not archived again, but what a handler puts
        because of them is, and every replay would find more than the one before.
        """
        if because_of is not None and because_of.replay is not None:
            return
        try:
            self._deliver([self._build_entry(event) for event in events])
        except (ClientError, BotoCoreError) as error:
            # The client has tried it twice already, and a batch with a deadline waits for us.
            raise EventsNotPut(len(events), code_of(error)) from error

    def _deliver(self, waiting: "Sequence[PutEventsEntry]") -> None:
        """One entry's fault is not the others': only what failed goes again."""
        for tried in range(TRIES):
            if tried:
                self._pause(PAUSE_SECONDS * 2**tried * random.random())  # noqa: S311
            failed = [each for call in _calls(waiting) for each in self._call(call)]
            waiting = [entry for entry, _ in failed]
            if not failed:
                return
        raise EventsNotPut(len(failed), failed[0][1])

    def _call(self, entries: "Sequence[PutEventsEntry]") -> "list[tuple[PutEventsEntry, str]]":
        """Return the entries that failed, each with its error code."""
        answers = self._events.put_events(Entries=entries)["Entries"]
        pairs = zip(entries, answers, strict=True)
        return [(entry, answer["ErrorCode"]) for entry, answer in pairs if "ErrorCode" in answer]

    def _build_entry(self, event: BusEvent) -> "PutEventsEntry":
        """Without a time: the bus takes that of the call."""
        detail = msgspec.json.encode({"event_id": event.event_id} | msgspec.to_builtins(event))
        if _size(entry := self._wrap(event, detail)) >= BYTES_A_CALL:
            return self._wrap(event, self._put_claim(event, detail))
        return entry

    def _wrap(self, event: BusEvent, detail: bytes) -> "PutEventsEntry":
        kind = type(event).__name__
        return {
            "Source": SOURCE,
            "DetailType": kind,
            "Detail": detail.decode(),
            "EventBusName": self._name,
        }

    def _put_claim(self, event: BusEvent, detail: bytes) -> bytes:
        """Lay the detail down, under the same key however often it is put, and return what points to it."""
        digest = sha256(detail).hexdigest()
        key = f"claims/events/{event.event_id}/{digest}.json"
        self._s3.put_object(Bucket=self._claims_bucket, Key=key, Body=detail)
        claim = {"key": key, "sha256": digest, "bytes": len(detail)}
        return msgspec.json.encode({"event_id": event.event_id, "claim": claim})


def _calls(entries: "Sequence[PutEventsEntry]") -> "Iterator[Sequence[PutEventsEntry]]":
    """Part entries into what one call takes, in number and in bytes."""
    call: list[PutEventsEntry] = []
    size = 0
    for entry in entries:
        size += _size(entry)
        if call and (len(call) == ENTRIES_A_CALL or size >= BYTES_A_CALL):
            yield call
            call, size = [], _size(entry)
        call.append(entry)
    if call:
        yield call


def _size(entry: "PutEventsEntry") -> int:
    """As EventBridge reckons it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html."""
    return sum(len(part.encode()) for part in (entry["Source"], entry["DetailType"], entry["Detail"]))
