"""The fold of what a replication brought into the raw archive: which objects, a bounded batch at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import boto3

from jobs import raw
from jobs.arguments import Arguments
from jobs.conflict_retry import retry_conflicts
from jobs.database.fold_run import AfterWrite, FoldRun
from jobs.database.row_storage import known_facts
from jobs.lake import Lake
from jobs.raw import BEGINNING, OVERLAP, RawObject
from lake.database_tables import Projection
from lambdas.core.cdc.tables import SourceTable, parse_tables
from lambdas.core.raw import CHANGES

BYTES_AT_ONCE = 8 * 1024 * 1024
"""Of packed objects; what they hold is folded in this process's memory, and committed."""


def fold_arrivals(
    lake: Lake, arguments: Arguments, projections: Sequence[Projection], after_write: AfterWrite
) -> Counter[str]:
    """Fold the arrival hours FROM to TO of RAW_BUCKET, or else whatever is new; return what changed."""
    counts: Counter[str] = Counter()
    retry_conflicts(lake, lambda: _fold(lake, arguments, projections, after_write, counts))
    return counts


def _fold(
    lake: Lake,
    arguments: Arguments,
    projections: Sequence[Projection],
    after_write: AfterWrite,
    counts: Counter[str],
) -> None:
    s3, known = boto3.client("s3"), parse_tables(arguments["TABLES"])
    through = _folded_through(lake, known)
    objects = raw.arrivals(s3, arguments["RAW_BUCKET"], arguments, max(through - OVERLAP, BEGINNING), CHANGES)
    run = FoldRun(lake, known, projections, after_write, counts)
    for batch in _batches(objects):
        run.fold(record for each in batch for record in raw.records(raw.read(s3, each)))
    # A run over given hours may have passed over others: where the next one begins stays as it was.
    given = arguments.hour("FROM") or arguments.hour("TO")
    run.finish(through if given else max([through, *(each.arrived_at for each in objects)]))
    counts["objects"] = len(objects)


def _folded_through(lake: Lake, known: Mapping[str, SourceTable]) -> datetime:
    """Return until when all that arrived is folded, of every table: a new one begins at the beginning."""
    through = {table: when for table, (_, when) in known_facts(lake).items()}
    return min((through.get(table, BEGINNING) for table in known), default=BEGINNING)


def _batches(objects: Sequence[RawObject]) -> Iterator[list[RawObject]]:
    batch: list[RawObject] = []
    for each in objects:
        batch.append(each)
        if sum(one.size for one in batch) >= BYTES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
