"""Readers see whole sales and finished closings, and nothing that a run which died has left."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lake.views import VIEWS
from lake.schema import Type
from lake.views import View
from tests.domain.lake.rows import DAY, finish, state
from tests.domain.lake.sample import Lake, rows, undone

DUCKDB = {Type.INT: "INTEGER", Type.LONG: "BIGINT", Type.STRING: "VARCHAR"}


def count(lake: Lake, what: str) -> int:
    """How many rows there are of what a query selects."""
    return len(rows(lake, f"FROM {what}"))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_gives_the_columns_that_are_declared(lake: Lake, view: View) -> None:
    given_ = [(row["column_name"], row["column_type"]) for row in rows(lake, f"DESCRIBE {view.name}")]

    assert given_ == [(each.name, DUCKDB.get(each.type, each.type.upper())) for each in view.columns]
    assert all(each.type is not Type.TIMESTAMP for each in view.columns)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_says_what_it_is_for(view: View) -> None:
    assert view.doc.endswith(".")
    assert view.sql.startswith("SELECT")


def test_every_line_of_a_sale_is_sold_once(lake: Lake) -> None:
    assert count(lake, "sold_lines") == count(lake, "sale_lines")
    assert count(lake, "sold_lines JOIN one USING (sale_id)") > 0


def test_lines_without_their_sale_are_not_sold(lake: Lake) -> None:
    lake.execute("DELETE FROM sales WHERE sale_id IN (FROM one)")

    assert count(lake, "sold_lines JOIN one USING (sale_id)") == 0
    assert count(lake, "sale_lines JOIN one USING (sale_id)") > 0


def test_lines_of_another_payload_are_not_sold(lake: Lake) -> None:
    before = count(lake, "sold_lines")

    lake.execute("INSERT INTO sale_lines SELECT * REPLACE ('other' AS digest) FROM sale_lines LIMIT 5")

    assert count(lake, "sold_lines") == before


def test_lines_of_unknown_products_and_stores_are_sold(lake: Lake) -> None:
    before = count(lake, "sold_lines")

    lake.execute("DELETE FROM products")
    lake.execute("DELETE FROM stores")

    assert count(lake, "sold_lines") == before
    assert count(lake, "sold_lines WHERE department IS NULL AND store_name IS NULL") == before


def test_a_closing_that_died_is_not_seen(lake: Lake) -> None:
    before = rows(lake, "FROM closed_store_days ORDER BY ALL")

    state(lake, "367", 2, sales=1)

    assert rows(lake, "FROM closed_store_days ORDER BY ALL") == before
    assert rows(lake, "FROM restatements") == []


def test_a_restated_store_stands_beside_what_stays_of_its_day(lake: Lake) -> None:
    stores = count(lake, "closed_store_days WHERE business_day = '2017-12-23'")

    state(lake, "367", 2, sales=1)
    finish(lake, 2)

    versions = rows(lake, "SELECT store_id, version FROM closed_store_days WHERE business_day = '2017-12-23'")
    assert len(versions) == stores
    assert [row["store_id"] for row in versions if row["version"] == 2] == ["367"]


def test_a_restatement_says_what_was_stated_before(lake: Lake) -> None:
    for version, cents in enumerate((500, 750, 725), 1):
        state(lake, "new", version, sales=version, total_cents=cents, net_cents=cents - 1)
    finish(lake, 2)
    finish(lake, 3)

    second, third = rows(lake, "FROM restatements ORDER BY version")

    assert second == {"store_id": "new", "business_day": DAY, "version": 2} | {
        "sales": 2,
        "sales_before": 1,
        "total_cents": 750,
        "total_cents_before": 500,
        "net_cents": 749,
        "net_cents_before": 499,
    }
    assert (third["total_cents"], third["total_cents_before"]) == (725, 750)


def test_a_store_that_is_late_with_all_its_sales_had_stated_nothing(lake: Lake) -> None:
    state(lake, "new", 2, sales=1, total_cents=250, net_cents=250)
    finish(lake, 2)

    [late] = rows(lake, "FROM restatements")

    assert (late["sales_before"], late["total_cents_before"], late["net_cents_before"]) == (0, 0, 0)


def test_a_day_has_one_current_closing(lake: Lake) -> None:
    days = count(lake, "current_closings")

    finish(lake, 2)

    assert count(lake, "current_closings") == days
    assert rows(lake, "SELECT tag FROM current_closings WHERE version = 2") == [
        {"tag": "closed-2017-12-23-v2"}
    ]


@dataclass(frozen=True)
class Attempt:
    """A closing of the day: the stores it stated, and whether it lived to the end."""

    stores: frozenset[str]
    finished: bool


attempts = st.builds(Attempt, st.frozensets(st.sampled_from("abc")), st.booleans())


@given(history=st.lists(attempts, max_size=6))
def test_after_any_history_each_store_shows_its_newest_finished_version(
    filled: Lake, history: list[Attempt]
) -> None:
    stated: dict[str, int] = {}
    version = 1
    with undone(filled):
        filled.execute("DELETE FROM daily_store_sales; DELETE FROM closings")
        for attempt in history:
            write(filled, attempt, version)
            if attempt.finished:
                stated |= dict.fromkeys(attempt.stores, version)
                version += 1
        shown = rows(filled, "SELECT store_id, version FROM closed_store_days")

    assert {row["store_id"]: row["version"] for row in shown} == stated
    assert len(shown) == len(stated)


def write(lake: Lake, attempt: Attempt, version: int) -> None:
    """What an attempt leaves; one that comes after one that died replaces its rows."""
    lake.execute("DELETE FROM daily_store_sales WHERE version = ?", [version])
    for store in attempt.stores:
        state(lake, store, version)
    if attempt.finished:
        finish(lake, version)
