"""Glue job: brings what arrived in the raw archive into the curated tables, or makes a day of them again."""

import json
import sys
from collections import Counter
from collections.abc import Sequence

import boto3

from domain.lake.tables import TABLES
from jobs import metrics, raw
from jobs.arguments import BOUNDS, Arguments
from jobs.conflict_retry import retry_conflicts
from jobs.engine import spark
from jobs.lake import Lake
from jobs.raw import RawObject
from jobs.retail import remake_day
from jobs.retail.curate import CurationSummary, curate, new_since

REQUIRED = ("RAW_BUCKET", "DATABASE", "METRICS_NAMESPACE", *BOUNDS)


def main(given: Sequence[str], lake: Lake | None = None) -> CurationSummary:
    """Curate the arrival hours FROM to TO, or else whatever is new; print what changed."""
    arguments = Arguments(given, required=REQUIRED, optional=("FROM", "TO"))
    lake = lake or spark(arguments["DATABASE"], TABLES)
    added: Counter[str] = Counter()
    curated = retry_conflicts(lake, lambda: curate(lake, _objects(lake, arguments), arguments.bounds, added))
    figures = {"SalesCurated": curated.sales, "RecordsQuarantined": curated.quarantined}
    metrics.count(boto3.client("cloudwatch"), arguments["METRICS_NAMESPACE"], figures)
    print(json.dumps(curated.figures()))
    return curated


def _objects(lake: Lake, arguments: Arguments) -> list[RawObject]:
    return raw.arrivals(boto3.client("s3"), arguments["RAW_BUCKET"], arguments, new_since(lake))


if __name__ == "__main__":
    (remake_day.main if "--REMAKE" in sys.argv else main)(sys.argv[1:])
