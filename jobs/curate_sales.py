"""Glue job: brings what arrived in the raw archive into the curated tables."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import boto3

from jobs import metrics, raw
from jobs.arguments import Arguments
from jobs.curate import BEGINNING, Curated, curate, new_since
from jobs.engine import spark
from jobs.lake import Lake
from jobs.raw import RawObject
from jobs.retrying import retrying
from lambdas.core.raw import LONGEST_DELIVERY, hour_prefix

REQUIRED = ("RAW_BUCKET", "DATABASE", "METRICS_NAMESPACE")


def main(given: Sequence[str], lake: Lake | None = None) -> Curated:
    """Curate the arrival hours FROM to TO, or else whatever is new; print what changed."""
    arguments = Arguments(given, required=REQUIRED, optional=("FROM", "TO"))
    lake = lake or spark(arguments["DATABASE"])
    added: Counter[str] = Counter()
    curated = retrying(lake, lambda: curate(lake, _objects(lake, arguments), added))
    figures = {"SalesCurated": curated.sales, "RecordsQuarantined": curated.quarantined}
    metrics.count(boto3.client("cloudwatch"), arguments["METRICS_NAMESPACE"], figures)
    print(json.dumps(curated.figures()))
    return curated


def _objects(lake: Lake, arguments: Arguments) -> list[RawObject]:
    s3, bucket = boto3.client("s3"), arguments["RAW_BUCKET"]
    start, end = arguments.hour("FROM"), arguments.hour("TO")
    if start or end:
        return _until(end, raw.listed(s3, bucket, start or BEGINNING))
    since = new_since(lake)
    return [each for each in raw.listed(s3, bucket, since - LONGEST_DELIVERY) if each.arrived_at > since]


def _until(end: datetime | None, objects: list[RawObject]) -> list[RawObject]:
    """Only what belongs to hours before `end`, by the keys."""
    if end is None:
        return objects
    return [each for each in objects if each.key < hour_prefix(end)]


if __name__ == "__main__":
    main(sys.argv[1:])
