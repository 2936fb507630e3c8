"""What a sender is told of a file, for good."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from jobs.retail.landing.manifest import FileManifest
from jobs.retail.landing.place import FilePlace

RECEIPTS, TAKEN = "receipts/", "taken/"
# Of the 1,024 bytes of a key: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
LONGEST_NAME = 800

Time = Annotated[datetime, Meta(tz=True)]


class FileOutcome(StrEnum):
    """What became of a file."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class ToldProblem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One problem: its code, its place, and all of it in a line of text."""

    code: str
    line: int | None = None
    column: str | None = None
    message: str


class Receipt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to one announcement of a file. A repeated file says when, and as which, it was taken."""

    file: str
    manifest_version: str
    outcome: FileOutcome
    answered_at: Time
    taken_at: Time | None = None
    taken_as: str | None = None
    file_version: str | None = None
    sha256: str | None = None
    rows: int | None = None
    sales: int | None = None
    problems: Sequence[ToldProblem] = ()
    problems_not_told: int = 0
    rows_not_checked: int = 0

    @property
    def key(self) -> str:
        """Return where the receipt lies."""
        return announcement_key(RECEIPTS, self.file, self.manifest_version)


_decoder = msgspec.json.Decoder(Receipt)


def encode(receipt: Receipt) -> bytes:
    """Return the receipt as JSON for people to read."""
    return msgspec.json.format(msgspec.json.encode(receipt), indent=2) + b"\n"


def decode(data: bytes) -> Receipt:
    """Return a receipt that was written."""
    return _decoder.decode(data)


def announcement_key(prefix: str, file: str, manifest_version: str) -> str:
    """Return where something lies that is about this version of a file's manifest."""
    return f"{prefix}{_cut(file)}/{manifest_version}.json"


def _cut(file: str) -> str:
    """Return so much of a name that its receipt's key is none that S3 refuses for its length."""
    return file.encode()[:LONGEST_NAME].decode(errors="ignore")


def taken_key(place: FilePlace, manifest: FileManifest) -> str:
    """Return where it is kept that a sender's content was taken, that of a dated file for its day."""
    day = f"{place.day}/" if place.day else ""
    return f"{TAKEN}{place.kind.name}/{place.sender}/{day}{manifest.digest}.json"
