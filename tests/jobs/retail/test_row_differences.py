from datetime import date

import duckdb
import pytest

from jobs.retail.row_differences import differences_sql, name_difference
from lake.schema import Table, Type, fields

DAY = date(2017, 3, 1)
SOLD = Table(
    name="sold",
    doc="",
    key=["sale_id"],
    fields=fields(
        ("sale_id", Type.STRING, ""), ("business_day", Type.DATE, ""), optional=[("member", Type.STRING, "")]
    ),
)
SAME, NOBODY = ("same", DAY, None), ("nobody", DAY, "b")


def test_says_of_each_key_how_its_rows_differ() -> None:
    with duckdb.connect() as engine:
        for name in ("made", "live"):
            engine.execute(f"CREATE TABLE {name} (sale_id VARCHAR, business_day DATE, member VARCHAR)")
        engine.execute("CREATE VIEW unproven AS SELECT 'unread' AS sale_id UNION SELECT 'other'")
        engine.executemany(
            "INSERT INTO made VALUES (?, ?, ?)", [SAME, ("other", DAY, "a"), ("new", DAY, "a")]
        )
        engine.executemany(
            "INSERT INTO live VALUES (?, ?, ?)", [SAME, ("other", DAY, None), NOBODY, ("unread", DAY, "c")]
        )

        query = differences_sql(SOLD, "made", "live", "unproven")
        found = engine.execute(
            f"SELECT sale_id, business_day, difference, differing FROM ({query})"  # noqa: S608
        ).fetchall()

    assert sorted(found) == [
        ("new", DAY, "missing", None),
        ("nobody", DAY, "unexplained", None),
        ("other", DAY, "otherwise", "member"),
        ("unread", DAY, "unproven", None),
    ]


@pytest.mark.parametrize(
    ("line_no", "differing", "named"),
    [(None, None, "a: missing"), (2, None, "a line 2: missing"), (None, "b, c", "a: missing (b, c)")],
)
def test_names_a_row_by_its_key_and_columns(line_no: int | None, differing: str | None, named: str) -> None:
    row = {"sale_id": "a", "line_no": line_no, "difference": "missing", "differing": differing}

    assert name_difference(row) == named
