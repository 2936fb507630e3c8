"""Corrections: which payload of an event is right, as an operator has said, and why.

The stream carries a claim check; the correction lies under a prefix that only operators may write, so that
what stands on the stream can't make one.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contracts.refusals import BrokenContract, Reason

CORRECTIONS = "claims/corrections/"
"""The prefix of corrections in the bucket of claims, closed to producers."""
MOST_CORRECTIONS = 9_999
"""Of one event. Their numbers have as many digits, so that keys sort as they do."""

PayloadDigest = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class Correction(Struct, frozen=True, kw_only=True):
    """The payload that stands from now on, in the place of whatever was applied; of several the last counts.

    `settles` are the digests of the payloads that the operator has seen: they come to nothing when they are
    delivered again. Another one is a conflict, as ever.
    """

    number: Annotated[int, Meta(ge=1, le=MOST_CORRECTIONS)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    settles: Annotated[tuple[PayloadDigest, ...], Meta(max_length=1_000)]
    payload: str

    @property
    def data(self) -> bytes:
        """Return the payload's bytes."""
        return self.payload.encode()

    @property
    def settled(self) -> frozenset[bytes]:
        """Return the digests of the payloads that it settles."""
        return frozenset(map(bytes.fromhex, self.settles))


def correction_key(event_id: str, number: int) -> str:
    """Return the key of an event's correction."""
    return f"{correction_prefix(event_id)}{number:04}.json"


def correction_prefix(event_id: str) -> str:
    """Return what the keys of an event's corrections begin with."""
    return f"{CORRECTIONS}{event_id}/"


def parse_correction(data: bytes) -> Correction:
    """Return what a correction's object says; raise BrokenContract if it is none."""
    try:
        return msgspec.json.decode(data, type=Correction)
    except msgspec.DecodeError as error:
        raise BrokenContract(Reason.WRONG_SHAPE, "claim.key", f"names no correction: {error}") from None
