"""Glue job: brings what arrived in the raw archive into the curated tables, or makes a day of them again."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import boto3

from domain.lake.rules import NEW_ROWS, RULES
from domain.lake.tables import QUARANTINED, SALE_LINES, SALES, TABLES
from jobs import metrics, raw
from jobs.arguments import BOUNDS, Arguments
from jobs.conflict_retry import retry_conflicts
from jobs.engine import spark
from jobs.lake import Lake
from jobs.raw import BEGINNING, OVERLAP, RawObject
from jobs.retail import remake_day
from jobs.retail.sale_columns import SALE_COLUMNS
from jobs.retail.steps import STEPS
from lake.quality import unfit_sql
from lambdas.core.time_bounds import TimeBounds

REQUIRED = ("RAW_BUCKET", "DATABASE", "METRICS_NAMESPACE", *BOUNDS)
# Not the quarantine's: a run that dies may have set records aside and none of its sales down yet.
WATERMARK = "SELECT max(arrived_at) AS arrived_at FROM sales"


@dataclass(frozen=True)
class CurationSummary:
    """What a run added; a repeated run adds nothing."""

    objects: int
    sales: int
    lines: int
    quarantined: int

    def figures(self) -> dict[str, int]:
        """Return the numbers by name."""
        return asdict(self)


def new_since(lake: Lake) -> datetime:
    """Return when the oldest object arrived that the tables may not know yet."""
    [newest] = lake.rows(WATERMARK)
    return newest["arrived_at"] - OVERLAP if newest["arrived_at"] else BEGINNING


def curate(
    lake: Lake, objects: Sequence[RawObject], bounds: TimeBounds, added: Counter[str] | None = None
) -> CurationSummary:
    """Insert what these objects hold and the tables lack, and put corrected sales in their place.

    The sale comes last: with it its lines count.

    `added` counts on from try to try: one that lost a race has added something too.
    """
    added = Counter() if added is None else added
    lake.decode(objects, SALE_COLUMNS, bounds)
    STEPS.make(lake, ("payloads", "first_payloads", "firsts"))
    lake.view("unfit", unfit_sql(RULES, NEW_ROWS))
    STEPS.make(lake, ("fresh_sales", "fresh_lines", "refusals", "refused"))
    added["quarantined"] += lake.insert(QUARANTINED, "refused")
    added["lines"] += lake.insert(SALE_LINES, "fresh_lines")
    added["sales"] += lake.upsert(SALES, "fresh_sales")
    return CurationSummary(len(objects), added["sales"], added["lines"], added["quarantined"])


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
