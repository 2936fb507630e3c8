"""Glue job: folds what a replication brought into the raw archive, and shows it as the lake's tables."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import boto3

from domain.lake import LAKE
from jobs import metrics, raw
from jobs.arguments import Arguments
from jobs.curate import BEGINNING, OVERLAP
from jobs.database.fold_run import FoldRun
from jobs.database.row_store import known_facts
from jobs.engine import spark
from jobs.lake import Lake
from jobs.products import disagreeing
from jobs.raw import RawObject
from jobs.retrying import retrying
from lambdas.core.cdc.tables import SourceTable, tables
from lambdas.core.raw import CHANGES, LONGEST_DELIVERY, hour_prefix

REQUIRED = ("RAW_BUCKET", "DATABASE", "TABLES", "METRICS_NAMESPACE")
BYTES_AT_ONCE = 8 * 1024 * 1024
"""Of packed objects; what they hold is folded in this process's memory, and committed."""
MOST_SHOWN = 20


def main(given: Sequence[str], lake: Lake | None = None) -> Counter[str]:
    """Fold the arrival hours FROM to TO, or else whatever is new; print what changed."""
    arguments = Arguments(given, required=REQUIRED, optional=("FROM", "TO"))
    lake = lake or spark(arguments["DATABASE"], LAKE.every_table)
    counts: Counter[str] = Counter()
    retrying(lake, lambda: _fold(lake, arguments, counts))
    lake.refresh()
    differing = disagreeing(lake)
    counts["products_disagreeing"] = len(differing)
    figures = {"ProductsDisagreeing": len(differing), "RowsUnfit": counts["unfit"]}
    metrics.count(boto3.client("cloudwatch"), arguments["METRICS_NAMESPACE"], figures)
    for product in differing[:MOST_SHOWN]:
        print(json.dumps(product, default=str))
    print(json.dumps(counts))
    return counts


def _fold(lake: Lake, arguments: Arguments, counts: Counter[str]) -> None:
    s3, known = boto3.client("s3"), tables(arguments["TABLES"])
    through = _folded_through(lake, known)
    objects = _objects(arguments, through)
    run = FoldRun(lake, known, counts)
    for batch in _batches(objects):
        run.fold(record for each in batch for record in raw.records(raw.read(s3, each)))
    # A run over given hours may have passed over others: where the next one begins stays as it was.
    given = arguments.hour("FROM") or arguments.hour("TO")
    run.finish(through if given else max([through, *(each.arrived_at for each in objects)]))
    counts["objects"] = len(objects)


def _folded_through(lake: Lake, known: Mapping[str, SourceTable]) -> datetime:
    """Until when all that arrived is folded, of every table: one that is new begins at the beginning."""
    through = {table: when for table, (_, when) in known_facts(lake).items()}
    return min((through.get(table, BEGINNING) for table in known), default=BEGINNING)


def _objects(arguments: Arguments, through: datetime) -> list[RawObject]:
    s3, bucket = boto3.client("s3"), arguments["RAW_BUCKET"]
    start, end = arguments.hour("FROM"), arguments.hour("TO")
    if start or end:
        found = raw.listed(s3, bucket, start or BEGINNING, CHANGES)
        return [each for each in found if end is None or each.key < hour_prefix(end, CHANGES)]
    since = max(through - OVERLAP, BEGINNING)
    found = raw.listed(s3, bucket, max(since - LONGEST_DELIVERY, BEGINNING), CHANGES)
    return [each for each in found if each.arrived_at > since]


def _batches(objects: Sequence[RawObject]) -> Iterator[list[RawObject]]:
    batch: list[RawObject] = []
    for each in objects:
        batch.append(each)
        if sum(one.size for one in batch) >= BYTES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    main(sys.argv[1:])
