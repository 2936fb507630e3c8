"""Taking files: each is judged, applied, remembered and answered, in this order."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import format_tb
from typing import Any, TypeVar

from domain.lake.tables import HEAD_OFFICE, PRODUCT_STATEMENTS, PRODUCTS
from jobs.conflict_retry import retry_conflicts
from jobs.lake import Lake
from jobs.retail.landing.answers import accept, give_up, reject, repeat
from jobs.retail.landing.bucket import Landing
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.file_check import FileContents, check_file
from jobs.retail.landing.limits import MOST_DEATHS, ROWS_A_VIEW, SALES_A_BATCH
from jobs.retail.landing.manifest import Announcement, FileManifest, find_announced, manifest_of
from jobs.retail.landing.place import FilePlace, place_of
from jobs.retail.landing.problems import FileRefused, refuse
from jobs.retail.landing.receipts import Receipt, taken_key
from jobs.retail.landing.rows import FileRow
from jobs.retail.products import settle_landed_products
from jobs.retail.steps import STEPS
from lake.schema import Table

Send = Callable[..., None]
"""Takes sales as bytes, any number of them."""
Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A receipt to write, and the key under which to remember it if the file was taken just now."""

    receipt: Receipt
    taken: str | None = None


class Intake:
    """Judges files and applies them; what it does to a file again, after a crash, changes nothing."""

    def __init__(
        self, landing: Landing, lake: Callable[[], Lake], now: Callable[[], datetime], oldest: date
    ) -> None:
        """Open the lake only when a file has rows for a table; sales of days before `oldest` are refused."""
        self._oldest = oldest
        self._landing = landing
        self._lake = lake
        self._now = now

    def answer(self, announcement: Announcement, send: Send) -> FileAnswer:
        """Take a file or not; what `send` is given must reach the stream before the answer is written."""
        if announcement.deaths >= MOST_DEATHS:
            return FileAnswer(give_up(announcement, self._now()))
        try:
            return self._take(announcement, send)
        except FileRefused as refusal:
            return FileAnswer(reject(announcement, self._now(), refusal))

    def write(self, answer: FileAnswer) -> None:
        """Answer; without its receipt a file is looked at again."""
        if answer.taken:
            self._landing.keep(answer.taken, answer.receipt)
        self._landing.keep(answer.receipt.key, answer.receipt)

    def _take(self, announcement: Announcement, send: Send) -> FileAnswer:
        place = place_of(announcement.file)
        manifest = manifest_of(place, self._landing.manifest(announcement))
        self._refuse_a_known_name(announcement, manifest)
        taken = taken_key(place, manifest)
        if before := self._landing.kept(taken):
            return FileAnswer(repeat(announcement, self._now(), before))
        with TemporaryDirectory() as directory:
            stored = Path(directory) / "stored"
            fetch = partial(self._landing.fetch, place.key, into=stored)
            version = find_announced(manifest, self._landing.versions(place.key), fetch)
            contents = self._check(place, manifest, stored, announcement.at)
            self._apply(place, contents, send)
        return FileAnswer(accept(announcement, self._now(), manifest, version, contents), taken)

    def _refuse_a_known_name(self, announcement: Announcement, manifest: FileManifest) -> None:
        for before in self._landing.answers(announcement.file):
            if before.taken_at and before.sha256 != manifest.digest:
                raise refuse(Fault.KNOWN_NAME, day=before.taken_at.date())

    def _check(
        self, place: FilePlace, manifest: FileManifest, stored: Path, arrived_at: datetime
    ) -> FileContents:
        """Judge a file; one on which our own program fails, by its content or for its size, is refused."""
        try:
            return check_file(place, manifest, stored, arrived_at, self._oldest)
        except (FileRefused, OSError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, no other file has it)
            print_trace(place.key, error)
            raise refuse(Fault.FAILED, error=type(error).__name__) from None

    def _apply(self, place: FilePlace, contents: FileContents, send: Send) -> None:
        if table := place.kind.table:
            lake = self._lake()
            retry_conflicts(lake, lambda: upsert(lake, table, place.day, contents.rows()))
            return
        for sales in batches(contents.sales(), SALES_A_BATCH):
            send(*sales)


def print_trace(file: str, error: Exception) -> None:
    """Print where the work on a file failed, without the error's text: it may repeat a value of the file."""
    trace = "".join(format_tb(error.__traceback__))
    print(f"{file}: {type(error).__name__}\n{trace}", file=sys.stderr)


def upsert(lake: Lake, table: Table, day: date | None, rows: Iterator[FileRow]) -> int:
    """Write the rows of a day's file that no later day's has written, and say how many changed the table.

    It is one commit to a table; the rows come into the engine in views of so many.
    """
    stated = PRODUCT_STATEMENTS if table is PRODUCTS else table
    types = {field.name: field.type for field in stated.fields}
    parts = []
    for number, part in enumerate(batches(rows, ROWS_A_VIEW)):
        parts.append(f"SELECT * FROM landed_{number}")  # noqa: S608 (a number of our own)
        lake.table(f"landed_{number}", [_of_day(row, stated, day) for row in part], types)
    lake.view("landed", " UNION ALL ".join(parts))
    step = f"landed_{table.name}"
    STEPS.make(lake, [step])
    written = lake.upsert(stated, step)
    return settle_landed_products(lake) if table is PRODUCTS else written


def batches(each: Iterator[Each], size: int) -> Iterator[list[Each]]:
    """Yield what comes in lists of so many."""
    while batch := list(islice(each, size)):
        yield batch


def _of_day(row: FileRow, table: Table, day: date | None) -> Mapping[str, Any]:
    stated = {"valid_from": day, "stated_by": HEAD_OFFICE, "deleted": False}
    return {name: stated.get(name, row.values.get(name)) for name in table.columns}
