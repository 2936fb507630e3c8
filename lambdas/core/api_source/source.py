"""Reads an API on from its checkpoint: a page is on the stream before the cursor moves behind it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from contracts.refusals import BrokenContract
from lambdas.core.adapters.admission import Admission, StreamEntry, to_put_entries
from lambdas.core.api_source.api import MOST_EVENTS
from lambdas.core.api_source.checkpoints import ApiCheckpoint, ApiCheckpoints
from lambdas.core.api_source.client import ApiClient, RateLimited
from lambdas.core.api_source.page import ApiPage
from lambdas.core.quarantine import Quarantine, RejectedRecord
from lambdas.core.records import KinesisRecord
from lambdas.core.replay.kinesis_writer import KinesisWriter, RecordsNotPut

LEAST_MS = 100_000
"""Left for a page and what becomes of it: 30 s to fetch it, 8 puts with their pauses, two more calls."""


class CursorLoop(RuntimeError):
    """The API has led back to a cursor of this run: going on would never end."""


class RunEnd(StrEnum):
    """The reason for which a run ended."""

    UP_TO_DATE = "up_to_date"
    OUT_OF_TIME = "out_of_time"
    RATE_LIMITED = "rate_limited"


@dataclass(frozen=True, slots=True)
class RunReport:
    """The result of a run: its pages, its events by outcome, and the reason of its end."""

    stop: RunEnd
    pages: int
    put: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class PagedSource:
    """One API. A run that dies at any point is repeated by the next one: the same page twice is harmless.

    The page is put again under the same ids, and consumers apply an id once; the cursor, which moves behind a
    page only when all of it is on the stream or in quarantine, moves once.
    """

    client: ApiClient
    checkpoints: ApiCheckpoints
    admission: Admission
    stream: KinesisWriter
    quarantine: Quarantine
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def run(self, remaining_ms: Callable[[], int]) -> RunReport:
        """Read on until nothing is left, time is short or the API wants a pause; raise what stops it else."""
        at, counts = self.checkpoints.read(self.now()), Counter[str]()
        if self.now().timestamp() < at.not_before:
            return _report(RunEnd.RATE_LIMITED, counts)
        visited = {at.cursor}
        while remaining_ms() >= LEAST_MS:
            try:
                page = self.client.fetch(at.cursor)
            except RateLimited as limited:
                self._postpone(at, limited.seconds)
                return _report(RunEnd.RATE_LIMITED, counts)
            following = page.next_cursor or at.cursor
            if following == at.cursor and page.digest == at.page:
                return _report(RunEnd.UP_TO_DATE, counts)
            counts += self._take(page, at)
            ended = following == at.cursor
            at = self.checkpoints.write(at.at(following, page.digest if ended else "", self.now()))
            if ended:
                return _report(RunEnd.UP_TO_DATE, counts)
            if at.cursor in visited:
                raise CursorLoop(f"{self.client.api.name} has led back to a cursor of the same run")
            visited.add(at.cursor)
        return _report(RunEnd.OUT_OF_TIME, counts)

    def _postpone(self, at: ApiCheckpoint, seconds: float) -> None:
        wait = min(seconds, self.client.api.longest_wait)
        self.checkpoints.write(replace(at, not_before=self.now().timestamp() + wait))

    def _take(self, page: ApiPage, at: ApiCheckpoint) -> Counter[str]:
        """Quarantine what breaks the contract and put the rest on the stream, or raise RecordsNotPut."""
        judged = [(event, self._judge(event)) for event in page.events]
        refusals = [
            RejectedRecord(self._record(event, at), cause)
            for event, cause in judged
            if isinstance(cause, BrokenContract)
        ]
        if refusals:
            self.quarantine.keep(refusals)
        entries = [entry for _, entry in judged if isinstance(entry, StreamEntry)]
        self._put(entries)
        return Counter(pages=1, put=len(entries), quarantined=len(refusals))

    def _judge(self, event: bytes) -> StreamEntry | BrokenContract:
        try:
            return self.admission.admit(event, self.now())
        except BrokenContract as broken:
            return broken

    def _put(self, entries: Sequence[StreamEntry]) -> None:
        """In calls of as many as one takes: nothing makes an API keep to the limit that it was given."""
        for start in range(0, len(entries), MOST_EVENTS):
            if waiting := self.stream.put_with_retries(to_put_entries(entries[start : start + MOST_EVENTS])):
                raise RecordsNotPut(len(waiting), next(iter(waiting.values())))

    def _record(self, event: bytes, at: ApiCheckpoint) -> KinesisRecord:
        """Return the record that a refused event would be: of a page that comes again the same.

        Who sends it back onto the stream later puts it under the key that it names.
        """
        return KinesisRecord(
            stream=self.client.api.name,
            shard=sha256((at.cursor or "").encode()).hexdigest()[:16],
            sequence_number=sha256(event).hexdigest()[:16],
            partition_key=self.admission.key_of(event) or self.client.api.name,
            arrived_at=at.reached_at,
            data=event,
        )


def _report(stop: RunEnd, counts: Counter[str]) -> RunReport:
    return RunReport(stop, counts["pages"], counts["put"], counts["quarantined"])
