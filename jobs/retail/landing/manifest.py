"""What a sender announces of a file."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from domain.money import parse_cents
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.limits import MOST_BYTES, MOST_MIB, MOST_UPLOADS
from jobs.retail.landing.place import FilePlace
from jobs.retail.landing.problems import FileRefused, refuse

Count = Annotated[int, Meta(ge=0, le=10**12)]
Cents = Annotated[int, Meta(ge=-(10**14), le=10**14)]
MUST = {
    "rows": "the number of rows without the first line",
    "bytes": "the file's size",
    "sha256": "64 hexadecimal digits",
    "sum": 'an amount in quotation marks such as "7.97", or whole cents without them',
}
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class FileManifest(Struct, frozen=True, kw_only=True):
    """Rows behind the header, bytes and SHA-256 as uploaded, the sum in dollars as text or in whole cents."""

    rows: Count
    bytes: Count
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{64}\Z")]
    sum: Annotated[str, Meta(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,2})?\Z")] | Cents | None = None

    @property
    def digest(self) -> str:
        """Return the checksum in small letters: PowerShell writes capitals."""
        return self.sha256.lower()

    @property
    def sum_cents(self) -> int:
        """Return the sum in cents."""
        return parse_cents(self.sum) if isinstance(self.sum, str) else self.sum or 0


@dataclass(frozen=True, slots=True)
class Announcement:
    """A file whose manifest came, in this version of it, at this time; and how many runs ended at it."""

    file: str
    manifest_version: str
    at: datetime
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class FileVersion:
    """One of the things that were uploaded under a file's key."""

    id: str
    size: int


def manifest_of(place: FilePlace, data: bytes) -> FileManifest:
    """Read a manifest; raise FileRefused. Fields of the sender's own are passed over."""
    try:
        manifest = msgspec.json.decode(data.removeprefix(BOM_UTF8), type=FileManifest)
    except UNREADABLE as error:
        raise refuse(Fault.MANIFEST, why=_why(error)) from None
    if place.kind.summed and manifest.sum is None:
        raise refuse(Fault.MANIFEST, why=f"sum must be {MUST['sum']}")
    return manifest


def _why(error: Exception) -> str:
    """Return what msgspec says, by the field that it names."""
    if not isinstance(error, msgspec.ValidationError):
        return "it isn't JSON"
    named = re.search(r"`(?:\$\.)?(\w+)`$", str(error))
    return f"{named[1]} must be {MUST[named[1]]}" if named and named[1] in MUST else "it isn't an object"


def find_announced(
    manifest: FileManifest, versions: Sequence[FileVersion], fetch: Callable[[FileVersion], str]
) -> FileVersion:
    """Return which of a file's versions, newest first, is meant; it is the last one that was fetched.

    `fetch` returns the SHA-256 of a version. Raises FileRefused.
    """
    if manifest.bytes > MOST_BYTES:
        raise refuse(Fault.TOO_LARGE, most=MOST_MIB)
    of_size = (version for version in versions if version.size == manifest.bytes)
    for version in islice(of_size, MOST_UPLOADS):
        if fetch(version) == manifest.digest:
            return version
    raise _mismatch(manifest, versions)


def _mismatch(manifest: FileManifest, versions: Sequence[FileVersion]) -> FileRefused:
    if not versions:
        return refuse(Fault.MISSING)
    found = versions[0].size
    if found == manifest.bytes:
        return refuse(Fault.CHECKSUM)
    fault = Fault.HALF_UPLOADED if found < manifest.bytes else Fault.OTHER_SIZE
    return refuse(fault, found=found, announced=manifest.bytes)
