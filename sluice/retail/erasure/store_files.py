"""The stores' files that hold what must not be stored: deleted, once they are answered."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pyarrow import parquet

from contracts.personal import Person
from domain import EVENT
from domain.lake.files import KINDS
from jobs.retail.landing.card_search import find_cards
from jobs.retail.landing.content import decompress
from jobs.retail.landing.place import MANIFEST
from jobs.retail.landing.problems import FileRefused
from jobs.retail.landing.separators import split_line
from lambdas.core.set_aside import GZIPPED
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.kept_objects import AffectedObject, BodyChange, KeptObjects
from sluice.erasure.purge import GONE
from sluice.erasure.versions import Remaining, VersionedBucket

RECEIPTS, PARQUET = "receipts/", b"PAR1"
OURS = (RECEIPTS, "attempts/", "taken/")
"""What the landing bucket has that no sender put there."""
AS_COMMAS = str.maketrans(";\t|", ",,,")


def landed_files(deployment: ErasureDeployment, change: BodyChange) -> list[KeptObjects]:
    """Return the landing bucket, if this environment takes files: of what lies there `change` says what goes.

    The sales of a file that was taken are in raw; of one that was refused nothing was taken.
    """
    if (bucket := deployment.landing) is None:
        return []

    def change_file(body: bytes, key: str) -> bytes | None:
        return None if key.startswith(OURS) else change(body, key)

    return [KeptObjects("landing", bucket, "", change_file, lambda each: _wait(bucket, each))]


def drop_cards(body: bytes, key: str) -> bytes | None:
    """Drop a file in which intake, too, finds a card number: it was refused whole."""
    if body.startswith(PARQUET):
        cells = ((name, cell) for name, cells in _columns(body) for cell in cells)
        return GONE if any(EVENT.holds_card_number_in(*cell) for cell in cells) else None
    kind = None if key.endswith(MANIFEST) else KINDS.get(_folder(key))
    with _unpacked(body) as file:
        return GONE if any(find_cards(kind, file)) else None


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
    if _folder(affected.key) not in KINDS:
        return Remaining(where, "is a file of history: write it anew at its source, then once more")
    if any(bucket.objects(f"{RECEIPTS}{affected.key}/")):
        return None
    return Remaining(where, "waits to be taken in: sluice ingest, then once more")


def _folder(key: str) -> str:
    return key.partition("/")[0]


def _cells(body: bytes) -> Iterator[str]:
    """Yield every text of a file: of a table's columns, or between whatever separates cells in its lines."""
    if body.startswith(PARQUET):
        yield from (cell for _, cells in _columns(body) for cell in cells)
        return
    with _unpacked(body) as file:
        text = file.read_text("utf-8", "replace")
    for line in text.splitlines():
        plain = line.translate(AS_COMMAS)
        yield from (cell.strip(" '\"") for cell in split_line(plain, ",") or plain.split(","))


def _columns(body: bytes) -> Iterator[tuple[str, list[str]]]:
    """Yield the names of a table's columns, each with its texts."""
    table = parquet.read_table(BytesIO(body))
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield name, [each for each in column.unique().to_pylist() if isinstance(each, str)]


@contextmanager
def _unpacked(body: bytes) -> Iterator[Path]:
    """Put a file's text on the disk; raise ValueError for gzip that can't be unpacked, or is too large."""
    with TemporaryDirectory() as directory:
        stored, plain = Path(directory) / "stored", Path(directory) / "plain"
        stored.write_bytes(body)
        if not body.startswith(GZIPPED):
            yield stored
            return
        try:
            decompress(stored, plain)
        except FileRefused as refused:
            [problem] = refused.problems
            raise ValueError(problem.fault.says.format(**problem.details)) from None
        yield plain
