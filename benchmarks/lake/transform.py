"""The jobs' own transform on an engine that reads and writes files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from benchmarks.lake.outcome import TransformOutcome
from domain.lake.rules import NEW_ROWS, RULES
from jobs.retail.steps import STEPS
from lake.quality import unfit_sql

CURATED = ("sales", "sale_lines", "quarantined")
REPORTED = ("line_totals", "top_products", "versions", "reported")
DAYS = "SELECT DISTINCT business_day FROM sales"
NONE_LEFT_OUT = "SELECT store_id, business_day FROM sales WHERE 1 = 0"
TOTALS = "SELECT count(*) AS days, CAST(sum(net_cents) AS BIGINT) AS net_cents FROM reported"


class Files(Protocol):
    """Of a lake what the transform needs, on files."""

    def view(self, name: str, sql: str) -> None:
        """Define a view, as jobs.lake.Lake does."""

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return rows, as jobs.lake.Lake does."""

    def read(self, files: Sequence[Path]) -> None:
        """Make the views `objects` and `decoded` of raw files."""

    def keep(self, table: str, view: str, directory: Path) -> int:
        """Write a view's rows as the table's Parquet, let queries see them under its name, and count them."""


def transform(lake: Files, files: Sequence[Path], directory: Path) -> TransformOutcome:
    """Curate the files, then report every day in them."""
    lake.read(files)
    _make(lake, ("payloads", "first_payloads", "firsts"))
    lake.view("unfit", unfit_sql(RULES, NEW_ROWS))
    _make(lake, ("fresh_sales", "fresh_lines", "refusals", "refused"))
    views = ("fresh_sales", "fresh_lines", "refused")
    sales, lines, refused = (
        lake.keep(table, view, directory) for table, view in zip(CURATED, views, strict=True)
    )
    lake.view("days", DAYS)
    lake.view("sold", STEPS.query("sold"))
    lake.view("left_out", NONE_LEFT_OUT)
    _make(lake, REPORTED)
    lake.keep("daily_store_sales", "reported", directory)
    [totals] = lake.rows(TOTALS)
    return TransformOutcome(sales, lines, refused, totals["days"], totals["net_cents"])


def _make(lake: Files, steps: Sequence[str]) -> None:
    for step in steps:
        lake.view(step, STEPS.query(step))
