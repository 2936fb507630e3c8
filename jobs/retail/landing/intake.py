"""Taking files: each is judged, applied, remembered and answered, in this order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from jobs.conflict_retry import retry_conflicts
from jobs.lake import Lake
from jobs.retail.landing.answers import accept, reject, repeat
from jobs.retail.landing.bucket import Landing
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.file_check import FileContents, check_file
from jobs.retail.landing.manifest import Announcement, FileManifest, find_announced, manifest_of
from jobs.retail.landing.master_data import upsert
from jobs.retail.landing.place import FilePlace, place_of
from jobs.retail.landing.problems import FileRefused, refuse
from jobs.retail.landing.receipts import Receipt, taken_key

Send = Callable[..., None]
"""Takes sales as bytes, any number of them."""


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
        try:
            return self._take(announcement, send)
        except FileRefused as refusal:
            return FileAnswer(reject(announcement, self._now(), refusal.problems))

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
        read = partial(self._landing.body, place.key)
        version, body = find_announced(manifest, self._landing.versions(place.key), read)
        contents = check_file(place, manifest, body, announcement.at, self._oldest)
        self._apply(place, contents, send)
        return FileAnswer(accept(announcement, self._now(), manifest, version, contents), taken)

    def _refuse_a_known_name(self, announcement: Announcement, manifest: FileManifest) -> None:
        for before in self._landing.answers(announcement.file):
            if before.taken_at and before.sha256 != manifest.digest:
                raise refuse(Fault.KNOWN_NAME, day=before.taken_at.date())

    def _apply(self, place: FilePlace, contents: FileContents, send: Send) -> None:
        if table := place.kind.table:
            lake = self._lake()
            retry_conflicts(lake, lambda: upsert(lake, table, place.day, contents.rows))
        else:
            send(*contents.sales)
