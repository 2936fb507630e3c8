"""A day of the curated sales made again from raw beside the live rows, compared, and put in their place.

Curation only adds what a table lacks, and replaces what a correction corrects. A row that became wrong since,
by a person, a fault that was mended, or a record that raw never had, stays until its day is made again.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.lake.rules import NEW_ROWS, RULES
from domain.lake.tables import QUARANTINED, SALE_LINES, SALES
from jobs.lake import Lake
from jobs.raw import RawObject
from jobs.retail.row_differences import (
    COUNTS,
    MISSING,
    NAMED,
    OTHERWISE,
    UNEXPLAINED,
    UNPROVEN,
    differences_sql,
    name_difference,
)
from jobs.retail.sale_columns import SALE_COLUMNS
from jobs.retail.steps import STEPS
from lake.quality import unfit_sql
from lambdas.core.time_bounds import TimeBounds

NOTHING_KNOWN = {"sales": "no_sales", "quarantined": "no_refusals"}


@dataclass(frozen=True)
class RemakeSummary:
    """How a day's rows differ from what raw makes of them, and what was changed; a second swap adds nothing.

    `sales` and `lines` count rows by difference: `missing` from the table, there `otherwise`, `unexplained`
    because raw was read and has no such sale or line, `unproven` because raw can't say so. `named` are the
    first of them, without any value.
    """

    day: date
    objects: int
    sales: Mapping[str, int]
    lines: Mapping[str, int]
    named: Sequence[str]
    written: int
    deleted: int

    def figures(self) -> dict[str, Any]:
        """Return the numbers by name."""
        kinds = (MISSING, OTHERWISE, UNEXPLAINED)
        return {
            "day": f"{self.day}",
            "objects": self.objects,
            **{f"sales_{kind}": self.sales.get(kind, 0) for kind in (*kinds, UNPROVEN)},
            **{f"lines_{kind}": self.lines.get(kind, 0) for kind in kinds},
            "written": self.written,
            "deleted": self.deleted,
            "differences": list(self.named),
        }


def remake(
    lake: Lake,
    day: date,
    find_objects: Callable[[], Sequence[RawObject]],
    bounds: TimeBounds,
    changed: Counter[str] | None = None,
    *,
    swap: bool,
) -> RemakeSummary:
    """Make a day's sales and lines as if no table had them, and compare; with `swap`, write them.

    The tables are read before raw is listed, so that no row is called wrong which raw explains by then.
    `changed` counts on from try to try; the differences are those that the last one met.
    """
    changed = Counter() if changed is None else changed
    _create_live_views(lake, day)
    objects = find_objects()
    lake.decode(objects, SALE_COLUMNS, bounds)
    _create_made_views(lake, day)
    _compare(lake)
    sales, lines = (_count(lake, view) for view in ("sale_differences", "line_differences"))
    named = [name_difference(row) for row in lake.rows(NAMED)]
    if swap:
        _swap(lake, changed)
    return RemakeSummary(day, len(objects), sales, lines, named, changed["written"], changed["deleted"])


def _create_live_views(lake: Lake, day: date) -> None:
    for view, table in (("day_sales", SALES), ("day_lines", SALE_LINES)):
        lake.view(view, f"SELECT * FROM {table.name} WHERE business_day = DATE '{day}'")  # noqa: S608


def _create_made_views(lake: Lake, day: date) -> None:
    """Take the steps of curation, for sales of the day only, where nothing is known."""
    for view, table in (("no_sales", SALES), ("no_refusals", QUARANTINED)):
        lake.table(view, [], {each.name: each.type for each in table.fields})
    of_day = f"SELECT * FROM decoded WHERE line_no = 1 AND business_day = DATE '{day}'"  # noqa: S608
    lake.view("day_decoded", of_day)
    STEPS.make(lake, ("payloads",), {"decoded": "day_decoded"})
    STEPS.make(lake, ("first_payloads", "firsts"), NOTHING_KNOWN)
    lake.view("unfit", unfit_sql(RULES, NEW_ROWS))
    STEPS.make(lake, ("fresh_sales",))
    lake.view("made_sales", made_sales_sql())
    STEPS.make(lake, ("fresh_lines",), {"fresh_sales": "made_sales"})


def made_sales_sql() -> str:
    """Return the query for the day's sales; a row whose payload had another digest before keeps that one.

    So does one that arrived before its raw object was written anew, without somebody who is forgotten.
    """
    kept = {
        "digest": "coalesce(l.digest, f.digest) AS digest",
        "arrived_at": "least(a.arrived_at, f.arrived_at) AS arrived_at",
    }
    columns = ", ".join(kept.get(name, f"f.{name}") for name in SALES.columns)
    place = ("sale_id", "raw_object", "raw_version", "raw_position")
    stored = ", ".join(place)
    return f"""
        SELECT {columns}, f.object_no
        FROM fresh_sales AS f
        JOIN firsts AS p ON p.sale_id = f.sale_id
        LEFT JOIN (SELECT DISTINCT sale_id, digest FROM day_sales) AS l
            ON l.sale_id = f.sale_id AND l.digest = p.former_digest
        LEFT JOIN (
            SELECT {stored}, min(arrived_at) AS arrived_at FROM day_sales GROUP BY {stored}
        ) AS a ON {" AND ".join(f"a.{name} = f.{name}" for name in place)}
    """  # noqa: S608 (names are ours)


def _compare(lake: Lake) -> None:
    STEPS.make(lake, ("unproven_sales",))
    lake.view("sale_differences", differences_sql(SALES, "made_sales", "day_sales", "unproven_sales"))
    STEPS.make(lake, ("sales_to_delete", "counted_lines"))
    lake.view("line_differences", differences_sql(SALE_LINES, "fresh_lines", "counted_lines", "no_sales"))
    STEPS.make(lake, ("lines_to_delete",))


def _swap(lake: Lake, changed: Counter[str]) -> None:
    """Write lines before their sales and delete them after: a line counts only with its sale.

    Rows that are unproven stay: raw that is gone, or a rule of today, must not empty a day of years ago.
    """
    changed["written"] += lake.upsert(SALE_LINES, "fresh_lines")
    changed["written"] += lake.upsert(SALES, "made_sales")
    changed["deleted"] += lake.delete(SALES, "sales_to_delete")
    changed["deleted"] += lake.delete(SALE_LINES, "lines_to_delete")


def _count(lake: Lake, view: str) -> dict[str, int]:
    return {row["difference"]: row["number"] for row in lake.rows(COUNTS.format(view))}
