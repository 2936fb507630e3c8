"""The stores' files that hold what must not be stored: deleted, once they are answered."""

import csv
import gzip
from collections.abc import Iterator
from io import BytesIO

from pyarrow import parquet

from contracts.cards import holds_card_number
from contracts.personal import Person
from domain.lake.files import KINDS
from lambdas.core.set_aside import GZIPPED
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.kept_objects import AffectedObject, BodyChange, KeptObjects
from sluice.erasure.purge import GONE
from sluice.erasure.versions import Remaining, VersionedBucket

RECEIPTS, PARQUET = "receipts/", b"PAR1"
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
        return None if wanted.isdisjoint(_cells(body)) else GONE

    return change


def find_files_of(deployment: ErasureDeployment, person: Person) -> list[KeptObjects]:
    """Return the stores' files, of which those go that hold the person."""
    return landed_files(deployment, drop_files_of(person))


def _wait(bucket: VersionedBucket, affected: AffectedObject) -> Remaining | None:
    """Leave what no store sent, and a file that nobody has answered yet: its rows are nowhere else."""
    where = f"s3://{bucket.bucket}/{affected.key}"
    if affected.key.partition("/")[0] not in KINDS:
        return Remaining(where, "is a file of history: write it anew at its source, then once more")
    if any(bucket.objects(f"{RECEIPTS}{affected.key}/")):
        return None
    return Remaining(where, "waits to be taken in: sluice ingest, then once more")


def _cells(body: bytes) -> Iterator[str]:
    """Yield every text of a file: of a table's columns, or between whatever separates cells in its lines."""
    if body.startswith(PARQUET):
        table = parquet.read_table(BytesIO(body))
        for column in table.columns:
            yield from (each for each in column.unique().to_pylist() if isinstance(each, str))
        return
    text = (gzip.decompress(body) if body.startswith(GZIPPED) else body).decode("utf-8", "replace")
    for line in text.splitlines():
        split = csv.reader([line.replace(";", ",").replace("\t", ",").replace("|", ",")])
        yield from (cell.strip(" '\"") for cell in next(split, []))
