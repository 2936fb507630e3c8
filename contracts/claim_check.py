"""Claim checks: what stands on the stream in the place of an event that is too large for it."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from contracts.correction import CORRECTIONS
from contracts.event_type import EventType
from contracts.fields import Digest

CLAIM = "claim"
"""The field by which a claim check is distinguished from an event."""


LONGEST_KEY = 1_024
"""Bytes: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html."""


MOST_RECORD_BYTES = 1_024_000
"""The least limit on a record's way: what is larger travels as a claim check, and is refused if it doesn't.

Firehose takes 1,000 KiB of a record. What a stream has that is larger it delivers to S3, but "we don't
recommend using large records with Firehose when it triggers Lambda functions": here one makes raw's lines.
https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
https://docs.aws.amazon.com/streams/latest/dev/large-records.html
"""


MOST_CLAIMED_BYTES = 10 * 1024 * 1024
"""As many as the largest record of a stream that is set to take large ones."""


class ClaimedObject(Struct, frozen=True):
    """The key under which an oversized event lies, and the identity of its bytes."""

    key: Annotated[str, Meta(pattern="^claims/")]
    sha256: Digest
    bytes: Annotated[int, Meta(gt=0, le=MOST_CLAIMED_BYTES)]

    @property
    def is_correction(self) -> bool:
        """Return whether an operator has put it there, to say which payload is right."""
        return self.key.startswith(CORRECTIONS)


@dataclass(frozen=True, slots=True)
class Claim:
    """Stands for an event: under the event's own names it carries its id and its partition."""

    event_id: str
    partition: str
    claim: ClaimedObject


def encode_claim(kind: EventType[Any], event_id: str, partition: str, claimed: ClaimedObject) -> bytes:
    """Return the claim check that travels in the place of an event."""
    return msgspec.json.encode(
        {
            "schema_version": f"{kind.major_version}0",
            kind.id.name: event_id,
            kind.partition.name: partition,
            CLAIM: claimed,
        }
    )
