"""The list by which somebody is taken out of the lake: what a command writes to S3, and a job reads."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from msgspec import Struct

FORGETTING = "forgetting/"
"""Under which lists lie in the bucket of the curated tables."""


class InvalidList(ValueError):
    """A list that no job can work off; the message names the line."""


class ForgottenPayload(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A payload without the person: its digests before (`old`) and after, and where its bytes lie now.

    `fields` are the columns that hold the word now.
    """

    event_id: str
    day: date
    old: tuple[str, ...]
    new: str
    fields: tuple[str, ...]
    raw_object: str
    old_version: str
    new_version: str


class ForgottenRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that the contract refuses, by the hash of its bytes before and after."""

    record_id: str
    new_record_id: str
    raw_object: str
    old_version: str
    new_version: str


Forgotten = ForgottenPayload | ForgottenRecord


class ForgettingList(Struct, frozen=True, kw_only=True):
    """All that a run is to take a person out of."""

    payloads: Sequence[ForgottenPayload] = ()
    records: Sequence[ForgottenRecord] = ()


def encode_list(listed: Iterable[Forgotten]) -> bytes:
    """Return a list as it lies in S3: a JSON object a line."""
    return b"".join(msgspec.json.encode(each) + b"\n" for each in listed)


def decode_list(data: bytes) -> ForgettingList:
    """Read a list; raise InvalidList."""
    found = [_decode(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    return ForgettingList(
        payloads=[each for each in found if isinstance(each, ForgottenPayload)],
        records=[each for each in found if isinstance(each, ForgottenRecord)],
    )


def _decode(number: int, line: bytes) -> Forgotten:
    try:
        fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        kind: type[Forgotten] = ForgottenRecord if "record_id" in fields else ForgottenPayload
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError as error:
        raise InvalidList(f"Line {number} of the list: {error}") from None
