"""What a file's key says of it: its kind, whose it is, and from which day it holds."""

import re
from dataclasses import dataclass
from datetime import date

from domain.lake.files import KINDS
from jobs.retail.landing.cells import day
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.problems import refuse
from lake.kinds import FileKind

MANIFEST = ".manifest.json"
_KEY = re.compile(r"([a-z]+)/([A-Za-z0-9_.-]{1,64})/[^/]+\.csv(?:\.gz)?")


@dataclass(frozen=True, kw_only=True)
class FilePlace:
    """A file by its key; `day` is None for sales, which carry their own."""

    key: str
    kind: FileKind
    sender: str
    day: date | None

    @property
    def is_named_gzip(self) -> bool:
        """Return whether the name promises gzip."""
        return self.key.endswith(".gz")


def place_of(key: str) -> FilePlace:
    """Read a key such as sales/367/2017-12-22.csv.gz; raise FileRefused."""
    match = _KEY.fullmatch(key)
    kind = KINDS.get(match[1]) if match else None
    if not match or not kind or kind.sender not in (None, match[2]):
        raise refuse(Fault.MISPLACED)
    return FilePlace(key=key, kind=kind, sender=match[2], day=_day(key) if kind.table else None)


def _day(key: str) -> date:
    # Of a day's files the later one counts: behind the day the name is free.
    try:
        return day(key.rsplit("/", 1)[1][:10])
    except ValueError:
        raise refuse(Fault.UNDATED) from None
