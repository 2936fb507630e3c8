"""The stores' files that hold what must not be stored: deleted, once they are answered."""

import csv
import gzip

from contracts.cards import holds_card_number
from contracts.personal import Person
from lambdas.core.set_aside import GZIPPED
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.kept_objects import AffectedObject, BodyChange, KeptObjects
from sluice.erasure.purge import GONE
from sluice.erasure.versions import Remaining, VersionedBucket

RECEIPTS = "receipts/"
OURS = (RECEIPTS, "attempts/", "taken/")
"""What the landing bucket has that no sender put there."""


def landed_files(deployment: ErasureDeployment, change: BodyChange) -> list[KeptObjects]:
    """Return the landing bucket, if this environment takes files: of what lies there `change` says what goes.

    The sales of a file that was taken are in raw; of one that was refused nothing was taken.
    """
    if (bucket := deployment.landing) is None:
        return []

    def change_file(body: bytes, key: str) -> bytes | None:
        return None if key.startswith(OURS) else change(body, key)

    return [KeptObjects("landing", bucket, "", change_file, lambda each: _wait(bucket, each))]


def drop_cards(body: bytes, key: str) -> bytes | None:  # noqa: ARG001 (as every change of a body)
    """Drop a file with a card number: it was refused whole."""
    lines = (gzip.decompress(body) if body.startswith(GZIPPED) else body).splitlines()
    return GONE if any(map(holds_card_number, lines)) else None


def drop_files_of(person: Person) -> BodyChange:
    """Return what drops a file in which a cell is the person's id or a token of theirs.

    A cell that says the same and means another thing does no harm: what the file brought is in raw.
    """
    wanted = {person.id, *person.tokens}

    def change(body: bytes, key: str) -> bytes | None:  # noqa: ARG001 (as every change of a body)
        text = (gzip.decompress(body) if body.startswith(GZIPPED) else body).decode("utf-8", "replace")
        cells = (cell.strip(" '\"") for line in text.splitlines() for cell in _cells(line))
        return None if wanted.isdisjoint(cells) else GONE

    return change


def find_files_of(deployment: ErasureDeployment, person: Person) -> list[KeptObjects]:
    """Return the stores' files, of which those go that hold the person."""
    return landed_files(deployment, drop_files_of(person))


def _wait(bucket: VersionedBucket, affected: AffectedObject) -> Remaining | None:
    """Leave a file that nobody has answered yet where it is: its rows are nowhere else."""
    if any(bucket.objects(f"{RECEIPTS}{affected.key}/")):
        return None
    where = f"s3://{bucket.bucket}/{affected.key}"
    return Remaining(where, "waits to be taken in: sluice ingest, then once more")


def _cells(line: str) -> list[str]:
    """Split a line at whatever separates cells in any of the stores' files."""
    return next(csv.reader([line.replace(";", ",").replace("\t", ",").replace("|", ",")]), [])
