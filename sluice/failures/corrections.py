"""The corrections of an environment's events, where only operators may write, each under its number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from contracts.claim_check import ClaimedObject, encode_claim
from contracts.correction import Correction, correction_key, correction_prefix, parse_correction
from contracts.event_type import Key
from domain import EVENT
from lambdas.core.claims import Claims
from lambdas.core.error_codes import code_of
from sluice.cloud import NotNow

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

TAKEN = "PreconditionFailed"


class CorrectedMeanwhile(NotNow):
    """Somebody else has corrected the event since it was looked at."""


@dataclass(frozen=True)
class Corrections:
    """The corrections in the raw bucket; `claims` reads what oversized events stand for."""

    s3: "S3Client" = field(repr=False)
    bucket: str

    @property
    def claims(self) -> Claims:
        """What oversized events stand for."""
        return Claims(self.s3, self.bucket)

    def last(self, event_id: str) -> Correction | None:
        """Return the correction of an event that counts, if it has one."""
        # An id may lie within another one: only what is right below is of this event.
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=correction_prefix(event_id), Delimiter="/"
        )
        keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
        if not keys:
            return None
        return parse_correction(self.s3.get_object(Bucket=self.bucket, Key=max(keys))["Body"].read())

    def put(self, event_id: str, correction: Correction) -> None:
        """Keep a correction; one that lies there already, the same, is left; raise CorrectedMeanwhile."""
        key, data = correction_key(event_id, correction.number), msgspec.json.encode(correction)
        try:
            self.s3.put_object(
                Bucket=self.bucket, Key=key, Body=data, ContentType="application/json", IfNoneMatch="*"
            )
        except ClientError as error:
            if code_of(error) != TAKEN:
                raise
            if self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read() != data:
                raise CorrectedMeanwhile(
                    f"{event_id} was corrected by somebody else meanwhile: look at it again"
                ) from None


def next_correction(
    last: Correction | None, payload: bytes, settles: Iterable[bytes], reason: str
) -> Correction:
    """Return the correction to make: the last one again if it says just that, and settles all of these.

    Raises BrokenContract for one that no reader would take.
    """
    digests = {each.hex() for each in settles}
    if last and last.data == payload and digests <= {*last.settles}:
        return last
    made = Correction(
        number=last.number + 1 if last else 1,
        reason=reason,
        settles=tuple(sorted(digests.union(last.settles if last else ()))),
        payload=payload.decode(),
    )
    return parse_correction(msgspec.json.encode(made))


def encode_record(key: Key, correction: Correction) -> bytes:
    """Return the record that brings a correction to every reader of the stream."""
    event_id = EVENT.event_id(key)
    where, data = correction_key(event_id, correction.number), msgspec.json.encode(correction)
    return encode_claim(EVENT, event_id, key[0], ClaimedObject(where, sha256(data).hexdigest(), len(data)))
