"""What one child of the array does: its chunks, one after another, while the hours allow it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.refusals import BrokenContract, Reason
from jobs.backfill.backfill_storage import BackfillStorage
from jobs.backfill.chunks import HistoryChunk, share
from jobs.backfill.events import AcceptedEvent, RefusedEvent, make_events
from jobs.backfill.faults import BadHistory
from jobs.backfill.history import HistoryFile, list_history
from jobs.backfill.history_reader import HistoryReader
from jobs.backfill.history_spec import HistorySpec
from jobs.backfill.run_limits import RunLimits, WindowClosed
from jobs.backfill.settings import BackfillJobSettings
from jobs.backfill.sinks import Sink
from jobs.backfill.text_rows import BadRow

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@dataclass
class ChildSummary:
    """What a child has done and left; `bad_history` are the files that it couldn't read, a line each."""

    chunks: int = 0
    done: int = 0
    events: int = 0
    refused: int = 0
    is_window_closed: bool = False
    bad_history: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Return how many of its chunks nobody has done."""
        return self.chunks - self.done


@dataclass(frozen=True)
class HistoryPlan:
    """All chunks of a history, and the files that have none because they can't be read."""

    chunks: list[HistoryChunk]
    bad_history: list[str]

    @classmethod
    def of(cls, s3: "S3Client", settings: BackfillJobSettings, spec: HistorySpec) -> "HistoryPlan":
        """Look at every file; raises BadHistory if there is none."""
        reader, plan = HistoryReader(s3, spec, lambda _: None), cls([], [])
        for file in list_history(s3, settings.history_bucket, settings.history_prefix):
            plan.add(reader, file, settings.chunk_rows)
        return plan

    def add(self, reader: HistoryReader, file: HistoryFile, chunk_rows: int) -> None:
        """Add a file's chunks, or the line that says what is wrong with it: the others don't wait for it."""
        try:
            self.chunks.extend(reader.chunks(file, chunk_rows))
        except BadHistory as bad:
            self.bad_history.append(str(bad))


class ChildRun:
    """Brings in the chunks of a child; killed anywhere, another attempt does the rest and nothing twice."""

    def __init__(
        self,
        s3: "S3Client",
        settings: BackfillJobSettings,
        spec: HistorySpec,
        sink: Callable[[BackfillStorage], Sink],
        limits: RunLimits,
    ) -> None:
        self._s3, self._settings, self._spec, self._limits = s3, settings, spec, limits
        self._storage = BackfillStorage(s3, settings.raw_bucket, settings.quarantine_bucket)
        self._sink = sink(self._storage)
        self._bad_rows: list[RefusedEvent] = []
        self._reader = HistoryReader(s3, spec, self._note_bad_row)
        self.summary = ChildSummary()

    def run(self) -> ChildSummary:
        """Do what isn't done of this child's share; raises TemporaryFault."""
        plan, done = HistoryPlan.of(self._s3, self._settings, self._spec), self._storage.done()
        own = share(plan.chunks, self._settings.array_index, self._settings.array_size)
        self.summary.chunks = len(own)
        self.summary.done = sum(chunk.name in done for chunk in own)
        self.summary.bad_history += plan.bad_history if self._settings.array_index == 0 else []
        try:
            for chunk in own:
                if chunk.name not in done:
                    self._try(chunk)
        except WindowClosed:
            self.summary.is_window_closed = True
        return self.summary

    def _try(self, chunk: HistoryChunk) -> None:
        """Bring in a chunk, or say what is wrong with its file."""
        try:
            self._bring_in(chunk)
        except BadHistory as bad:
            self.summary.bad_history.append(str(bad))

    def _bring_in(self, chunk: HistoryChunk) -> None:
        self._limits.require_time()
        hour = self._storage.begin(chunk, self._limits.clock())
        self._bad_rows.clear()
        events = refused = 0
        for part, (accepted, refusals) in enumerate(self._parts(chunk, hour)):
            self._limits.require_time()
            if refusals:
                self._storage.refuse(chunk, part, hour, refusals)
            if accepted:
                self._sink.take(chunk, part, hour, accepted)
            events, refused = events + len(accepted), refused + len(refusals)
        self._storage.finish(chunk, events, refused)
        self.summary.done += 1
        self.summary.events += events
        self.summary.refused += refused

    def _parts(
        self, chunk: HistoryChunk, hour: datetime
    ) -> Iterator[tuple[list[AcceptedEvent], list[RefusedEvent]]]:
        """Cut a chunk into parts that are held in memory, always at the same events."""
        accepted: list[AcceptedEvent] = []
        refused: list[RefusedEvent] = []
        for groups in self._reader.events(chunk):
            for event in make_events(groups, self._spec, hour, self._settings.oldest):
                if isinstance(event, AcceptedEvent):
                    accepted.append(event)
                else:
                    refused.append(event)
                if len(accepted) + len(refused) >= self._settings.chunk_events:
                    yield accepted, [*refused, *self._take_bad_rows()]
                    accepted, refused = [], []
        yield accepted, [*refused, *self._take_bad_rows()]

    def _note_bad_row(self, row: BadRow) -> None:
        cause = BrokenContract(Reason.WRONG_SHAPE, "row", row.why)
        self._bad_rows.append(RefusedEvent(row.number, "", row.data, cause))

    def _take_bad_rows(self) -> list[RefusedEvent]:
        rows = self._bad_rows[:]
        del self._bad_rows[: len(rows)]
        return rows
