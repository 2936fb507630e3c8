"""Glue job: takes the files that stores and the head office put into the landing bucket, and answers each."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from domain.lake.tables import TABLES
from jobs import metrics
from jobs.arguments import BOUNDS, Arguments
from jobs.engine import spark
from jobs.lake import Conflict, Lake
from jobs.retail.landing.bucket import Landing
from jobs.retail.landing.intake import FileAnswer, Intake, print_trace
from jobs.retail.landing.manifest import Announcement
from jobs.retail.landing.receipts import FileOutcome
from lambdas.core.error_codes import may_pass
from producer import Damaged, Outcome, Producer, Spooled, SpoolFailed

REQUIRED = ("LANDING_BUCKET", "STREAM", "DATABASE", "METRICS_NAMESPACE", *BOUNDS)
# The producer tries again by itself.
ONCE = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})


class NotAnnounced(Exception):
    """The file that was asked for has no manifest."""


class DiskDamaged(Exception):
    """A sale that can't be sent from here; its file has no receipt, and the next run answers it."""


class StreamAway(Exception):
    """The stream didn't take all sales; their files get no receipt, so that the next run sends them again."""


class FilesUnanswered(Exception):
    """Files that this run could neither take nor refuse; the next run looks at them again."""


class IngestRun:
    """Which files to take, and where to."""

    def __init__(self, arguments: Arguments, lake: Lake | None) -> None:
        self._arguments = arguments
        self._landing = Landing(boto3.client("s3"), arguments["LANDING_BUCKET"])
        self._kinesis, self._cloudwatch = boto3.client("kinesis", config=ONCE), boto3.client("cloudwatch")
        opened = cache(lambda: lake or spark(arguments["DATABASE"], TABLES))
        self._intake = Intake(self._landing, opened, lambda: datetime.now(UTC), arguments.bounds.oldest_day)
        self._failed: dict[str, Exception] = {}

    def ingest(self) -> Counter[FileOutcome]:
        """Answer the files in rounds; a round that is cut off is repeated whole by the next run."""
        became = Counter(dict.fromkeys(FileOutcome, 0))
        for announcements in rounds(self._asked()):
            answers = self._answers(announcements)
            # Counted first: a crash between the two counts a refusal twice, and never not at all.
            self._count(answers)
            for answer in answers:
                self._intake.write(answer)
            became.update(answer.receipt.outcome for answer in answers)
        if self._failed:
            raise FilesUnanswered(
                ", ".join(f"{file}: {_show(error)}" for file, error in self._failed.items())
            )
        return became

    def _asked(self) -> list[Announcement]:
        if not (file := self._arguments["FILE"]):
            return self._landing.unanswered()
        if not (found := self._landing.announced(file)):
            raise NotAnnounced(f"{file} has no manifest")
        return found

    def _answers(self, announcements: Sequence[Announcement]) -> list[FileAnswer]:
        """Judge the files of a round, and send their sales together."""
        failed = {folder_of(file) for file in self._failed}
        asked = [each for each in announcements if folder_of(each.file) not in failed]
        with self._outbox() as outbox:
            judged = [self._answer(each, outbox) for each in asked]
            if waiting := outbox.flush():
                raise StreamAway(f"{waiting} sales were not taken by {self._arguments['STREAM']}")
        return [answer for answer in judged if answer]

    def _answer(self, announcement: Announcement, outbox: Producer) -> FileAnswer | None:
        """Return the answer to a file; what fails here without one is this file's alone.

        Behind it the files of its folder wait for the next run, too, for they are taken in their order. If
        this run ends meanwhile, the mark that it has made stays, and counts as a death at this file.
        """
        try:
            self._landing.mark(announcement, announcement.deaths + 1)
            answer = self._intake.answer(announcement, outbox.send)
        except Exception as error:  # noqa: BLE001 (raised when the others are done)
            self._failed[announcement.file] = error
            if not passes(error):
                print_trace(announcement.file, error)
                return None
            answer = None
        self._landing.mark(announcement, announcement.deaths)
        return answer

    @contextmanager
    def _outbox(self) -> Iterator[Producer]:
        stream = self._arguments["STREAM"]
        with TemporaryDirectory() as directory:
            spool = Path(directory) / "sales.spool"
            with Producer(stream, kinesis=self._kinesis, spool=spool, report=_complain) as outbox:
                yield outbox

    def _count(self, answers: Sequence[FileAnswer]) -> None:
        became = Counter(answer.receipt.outcome for answer in answers)
        refused = became[FileOutcome.REFUSED] + became[FileOutcome.GIVEN_UP]
        figures = {"FilesIngested": became[FileOutcome.ACCEPTED], "FilesRefused": refused}
        metrics.count(self._cloudwatch, self._arguments["METRICS_NAMESPACE"], figures)


def main(given: Sequence[str], lake: Lake | None = None) -> Counter[FileOutcome]:
    """Answer every announced file without a receipt, or FILE once more; print what became of them."""
    became = IngestRun(Arguments(given, required=REQUIRED, optional=("FILE",)), lake).ingest()
    print(json.dumps(became))
    return became


def rounds(announcements: Sequence[Announcement]) -> Iterator[list[Announcement]]:
    """Yield files in rounds of one of each sender, so that the sales of many share requests.

    Those of a folder come one after another, in their order; there is one empty round if there are none.
    Folders with a file at which a run ended come last, so that it ends at no other sender's cost.
    """
    folders: dict[str, list[Announcement]] = {}
    for each in announcements:
        folders.setdefault(folder_of(each.file), []).append(each)
    suspect = {name for name, files in folders.items() if any(each.deaths for each in files)}
    for of_suspects in (False, True):
        abreast = [files for name, files in folders.items() if (name in suspect) is of_suspects]
        for files in zip_longest(*abreast):
            yield [each for each in files if each]
    if not folders:
        yield []


def folder_of(file: str) -> str:
    """Return whose a file is, and of which kind."""
    return file.rpartition("/")[0]


def passes(error: Exception) -> bool:
    """Return whether an error is known to pass, so that the file that met it isn't to blame."""
    return isinstance(error, BotoCoreError | OSError | Conflict | SpoolFailed) or (
        isinstance(error, ClientError) and may_pass(error)
    )


def _show(error: Exception) -> str:
    """Return an error that knows nothing of a file's values, and of any other its type."""
    is_plain = passes(error) or isinstance(error, ClientError | DiskDamaged)
    return repr(error) if is_plain else type(error).__name__


def _complain(outcome: Outcome) -> None:
    if isinstance(outcome, Damaged):
        raise DiskDamaged(f"{outcome.event_id} was not sent: this machine's disk has changed it")
    if isinstance(outcome, Spooled):
        print(f"sale {outcome.event_id} waits: {outcome.reason}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
