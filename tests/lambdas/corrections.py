"""Corrections as an operator makes them: the object, and the record that stands for it on the stream."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from contracts.correction import Correction
from lambdas.core import contract
from sluice.failures.corrections import Corrections, encode_record

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def correction(
    s3: "S3Client", bucket: str, right: bytes, *, number: int = 1, settles: Iterable[bytes] = ()
) -> bytes:
    """Keep a correction by which this payload is right, and the others are settled; return its record."""
    event = contract.parse(right)
    digests = {contract.digest(each).hex() for each in (right, *settles)}
    said = Correction(
        number=number, reason="counted by hand", settles=tuple(sorted(digests)), payload=right.decode()
    )
    Corrections(s3, bucket).put(contract.id_of(event), said)
    return encode_record(contract.key_of(event), said)
