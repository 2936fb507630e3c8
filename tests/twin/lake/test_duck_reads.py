"""What a job reads with DuckDB and pyiceberg: its own views, and the template's tables in a real emulator."""

from datetime import timedelta

import duckdb
import pyarrow as pa
import pytest

from domain.lake.tables import CLOSINGS, SALE_LINES, SALES, STORES
from lake.schema import Type
from tests.twin.lake.looks import Runs
from tests.twin.lake.rows import MONDAY, NOON, closing, line, put, sale, store
from twin.lake.duck import DuckLake


def test_sees_what_it_wrote_and_nothing_of_others_until_refreshed(lakes: Runs) -> None:
    lake, other = lakes(), lakes()
    put(lake, "mine", SALES, [sale(1)])
    put(other, "theirs", STORES, [store("1", "North")])
    names = "SELECT sale_id AS name FROM sales UNION ALL SELECT name FROM stores"
    before = lake.rows(names)

    lake.insert(SALES, "mine")
    other.insert(STORES, "theirs")
    meanwhile = lake.rows(names)
    lake.refresh()

    assert [len(before), len(meanwhile), len(lake.rows(names))] == [0, 1, 2]


def test_computes_a_view_once_even_if_its_table_changes(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1)])
    lake.view(
        "missing", "SELECT n.* FROM new AS n LEFT JOIN sales AS s USING (sale_id) WHERE s.digest IS NULL"
    )

    lake.insert(SALES, "missing")

    assert len(lake.rows("SELECT * FROM missing")) == 1


def test_puts_a_view_in_the_place_of_one_of_that_name(lake: DuckLake) -> None:
    lake.table("days", [{"day": MONDAY}], {"day": Type.DATE})
    lake.view("days", "SELECT day + 1 AS day FROM days")
    lake.view("days", "SELECT count(*) AS days FROM days")

    assert lake.rows("SELECT * FROM days") == [{"days": 1}]


def test_forgets_its_views_when_refreshed(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1)])

    lake.refresh()

    with pytest.raises(duckdb.CatalogException, match="new does not exist"):
        lake.rows("SELECT * FROM new")


def test_gives_whole_numbers_as_such_and_times_in_utc(lake: DuckLake) -> None:
    put(lake, "new", SALES, [sale(1), sale(2)])
    lake.view("totals", "SELECT sum(net_cents) AS cents, max(occurred_at) AS newest FROM new")

    [row] = lake.rows("SELECT cents + 1 AS cents, newest, sum(cents) OVER () AS all_cents FROM totals")

    assert row == {"cents": 201, "newest": NOON, "all_cents": 200}
    assert [type(row["cents"]), type(row["all_cents"])] == [int, int]
    assert row["newest"].utcoffset() == timedelta(0)


def test_fails_on_an_overflow_instead_of_going_on_with_another_number(lake: DuckLake) -> None:
    lake.table("large", [{"amount": 2**63 - 1}, {"amount": 1}], {"amount": Type.LONG})

    with pytest.raises(duckdb.OutOfRangeException):
        lake.rows("SELECT amount + 1 AS more FROM large")
    with pytest.raises(pa.ArrowInvalid):
        lake.rows("SELECT sum(amount) AS total FROM large")


def test_answers_the_views_of_readers_too(lake: DuckLake) -> None:
    """A line counts once its sale is there, and with the same payload."""
    put(lake, "lines", SALE_LINES, [line(1), line(2), line(2, digest="other"), line(3)])
    put(lake, "sales_of_two", SALES, [sale(1), sale(2)])
    asked = "SELECT sale_id FROM sold_lines ORDER BY sale_id"

    lake.insert(SALE_LINES, "lines")
    before = lake.rows(asked)
    lake.insert(SALES, "sales_of_two")

    assert before == []
    assert [row["sale_id"][-1] for row in lake.rows(asked)] == ["1", "2"]


def test_answers_a_view_that_names_another(lake: DuckLake) -> None:
    put(lake, "closed", CLOSINGS, [closing(MONDAY, sales=7)])

    lake.insert(CLOSINGS, "closed")

    assert lake.rows("WITH days AS (SELECT * FROM current_closings) SELECT sales FROM days") == [{"sales": 7}]
    assert lake.rows("SELECT * FROM closed_store_days JOIN daily_store_sales USING (store_id)") == []
