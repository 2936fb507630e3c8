"""Glue job: fold what a replication brought into the raw archive, and show it as the lake's tables."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import boto3
import msgspec

from domain.lake import LAKE
from domain.lake.tables import PRODUCT_STATEMENTS
from jobs import metrics
from jobs.arguments import Arguments
from jobs.database.fold_job import fold_arrivals
from jobs.engine import spark
from jobs.lake import Lake
from jobs.retail.products import disagreeing_products, settle_products
from lake.schema import Table
from lambdas.core.cdc.fold import Place

REQUIRED = ("RAW_BUCKET", "DATABASE", "TABLES", "METRICS_NAMESPACE")
MOST_SHOWN = 20


def main(given: Sequence[str], lake: Lake | None = None) -> Counter[str]:
    """Fold the arrival hours FROM to TO, or else whatever is new; print what changed."""
    arguments = Arguments(given, required=REQUIRED, optional=("FROM", "TO"))
    lake = lake or spark(arguments["DATABASE"], LAKE.every_table)
    counts = fold_arrivals(lake, arguments, LAKE.projections, settle)
    lake.refresh()
    differing = disagreeing_products(lake)
    counts["products_disagreeing"] = len(differing)
    figures = {"ProductsDisagreeing": len(differing), "RowsUnfit": counts["unfit"]}
    metrics.count(boto3.client("cloudwatch"), arguments["METRICS_NAMESPACE"], figures)
    for product in differing[:MOST_SHOWN]:
        print(json.dumps(product, default=str))
    print(json.dumps(counts))
    return counts


def settle(lake: Lake, table: Table, places: Iterable[Place], counts: Counter[str]) -> None:
    """Settle the products of which the database has said something."""
    if table is PRODUCT_STATEMENTS:
        skus = [str(msgspec.json.decode(key, type=list[Any])[0]) for _, key in places]
        counts["products"] += settle_products(lake, skus)


if __name__ == "__main__":
    main(sys.argv[1:])
