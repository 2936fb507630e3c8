"""The daily merge over rows that the deployed jobs have curated: the stored tables say what the lake says."""

from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

import warehouse as declared
from domain.lake.tables import PRODUCTS, TABLES
from jobs.retail.forget_rows import forget
from lake.forget_list import ForgettingList
from tests.jobs.retail.forget.persons import MEMBER, bought, forgotten
from tests.jobs.retail.running import BROKEN, FIRST, SECOND, close_days, run, sold
from tests.lakes import Place, fill
from tests.lambdas.sales import line
from tests.twin.warehouse.arrivals import NOON, arriving
from tests.twin.warehouse.stored import (
    LINES,
    _answer,
    answers,
    everything,
    lake_ids,
    lake_reports,
    lines_of,
    reports,
    stored_ids,
)
from twin.warehouse.local import LAKE_TABLES, LocalWarehouse

PRODUCT = {
    "sku": "1082185",
    "department": "PRODUCE",
    "category": "TROPICAL",
    "tax_free": True,
    "valid_from": FIRST,
}


RETURN = [line(quantity=-1, total_cents=-199)]


def lake_of(place: Place) -> dict[str, pa.Table]:
    """Return the lake's tables as Spectrum would read them."""
    return {
        table.name: place.stored(table).scan().to_arrow() for table in TABLES if table.name in LAKE_TABLES
    }


@pytest.fixture
def sales() -> list[bytes]:
    """Two days with a return, a duplicate, a conflict and a broken record."""
    twice, other = sold(2, store="400"), sold(2, cents=999, store="400")
    return [sold(1), twice, BROKEN, twice, other, sold(3, lines=RETURN), sold(4, day=SECOND)]


@pytest.fixture
def closed(place: Place, sales: list[bytes]) -> Place:
    """A lake that has curated and closed them."""
    fill(place.lake(), PRODUCTS, [PRODUCT])
    place.archive(*sales)
    run(place)
    close_days(place, FIRST, SECOND)
    return place


@pytest.fixture
def warehouse(sales: list[bytes]) -> LocalWarehouse:
    """A warehouse behind the stream that brought them."""
    return LocalWarehouse(arriving(sales, at=NOON))


def test_stream_stored_tables_and_lake_answer_alike(closed: Place, warehouse: LocalWarehouse) -> None:
    """Returns, duplicates, conflicts, poison. FAULTS 1, 12, 17."""
    before = answers(warehouse, "analysts")

    warehouse.merge(lake_of(closed))

    due = [_answer(closed, day) for day in (FIRST, SECOND)]
    assert before == answers(warehouse, "streamed") == answers(warehouse, "analysts") == due
    assert stored_ids(warehouse) == lake_ids(closed)
    assert all(row["is_stored"] for row in warehouse.rows("SELECT is_stored FROM sold_lines"))


def test_the_reports_are_those_of_the_newest_closing(closed: Place, warehouse: LocalWarehouse) -> None:
    warehouse.merge(lake_of(closed))

    assert reports(warehouse) == lake_reports(closed)


def test_doing_it_again_changes_nothing(closed: Place, warehouse: LocalWarehouse) -> None:
    """FAULTS 35."""
    warehouse.merge(lake_of(closed))
    first = everything(warehouse)

    warehouse.merge(lake_of(closed))

    assert everything(warehouse) == first


def test_a_late_sale_restates_its_day_and_no_other(closed: Place, warehouse: LocalWarehouse) -> None:
    """FAULTS 26."""
    warehouse.merge(lake_of(closed))
    closed.archive(sold(9, cents=5), hour="events/year=2017/month=03/day=03/hour=01")
    run(closed)
    close_days(closed)

    warehouse.merge(lake_of(closed))

    assert reports(warehouse) == lake_reports(closed)
    versions = {(row["store_id"], row["business_day"]): row["version"] for row in reports(warehouse)}
    assert versions == {("367", FIRST): 2, ("400", FIRST): 1, ("367", SECOND): 1}
    assert stored_ids(warehouse) == lake_ids(closed)
    assert lines_of(warehouse) == closed.rows(LINES)


def test_a_run_that_was_missed_is_made_up_for(closed: Place, warehouse: LocalWarehouse) -> None:
    for number in range(20, 23):
        closed.archive(sold(number, day=FIRST), hour=f"events/year=2017/month=03/day=0{number - 15}/hour=01")
        run(closed)

    warehouse.merge(lake_of(closed))

    assert stored_ids(warehouse) == lake_ids(closed)


def test_what_the_stream_has_counted_otherwise_is_corrected(place: Place) -> None:
    """A record of several lines counts in the view, and for nobody else: JSON forgets its line breaks."""
    several = sold(1).replace(b",", b",\n", 1)
    warehouse = LocalWarehouse(arriving([several], at=NOON - timedelta(days=1)))
    assert len(warehouse.rows("SELECT * FROM sold_lines")) == 1
    place.archive(several, sold(2))
    run(place)

    warehouse.merge(lake_of(place))

    assert {row["sale_id"] for row in warehouse.rows("SELECT sale_id FROM sold_lines")} == {
        f"367/{FIRST}/4/2"
    }


def test_what_arrived_since_the_merge_counts_from_the_stream(closed: Place, sales: list[bytes]) -> None:
    later = arriving([*sales, sold(77)], at=NOON + timedelta(days=3_650))
    warehouse = LocalWarehouse(later)

    warehouse.merge(lake_of(closed))

    sources = {
        row["sale_id"]: row["is_stored"]
        for row in warehouse.rows("SELECT sale_id, is_stored FROM sold_lines")
    }
    assert sources.pop(f"367/{FIRST}/4/77") is False
    assert set(sources.values()) == {True}


def test_a_merge_that_fails_on_the_way_changes_nothing_and_succeeds_the_next_time(
    closed: Place, warehouse: LocalWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAULTS 34: at every statement."""
    statements = declared.merge_statements()
    before = everything(warehouse)

    for length in range(len(statements)):
        cut = [*statements[:length], "SELECT 1 / CAST('x' AS INT)"]
        with monkeypatch.context() as patched:
            patched.setattr(declared, "merge_statements", lambda cut=cut: cut)
            with pytest.raises(duckdb.Error):
                warehouse.merge(lake_of(closed))
        assert everything(warehouse) == before
    warehouse.merge(lake_of(closed))

    assert stored_ids(warehouse) == lake_ids(closed)


def test_a_row_that_the_lake_has_twice_is_stored_once(closed: Place, warehouse: LocalWarehouse) -> None:
    """A MERGE of two rows under one key would fail: https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html."""
    lake = lake_of(closed)
    doubled = {name: pa.concat_tables([rows, rows]) for name, rows in lake.items()}

    warehouse.merge({**lake, **{name: doubled[name] for name in ("sales", "sale_lines", "products")}})

    assert stored_ids(warehouse) == lake_ids(closed)
    assert answers(warehouse, "analysts") == [_answer(closed, day) for day in (FIRST, SECOND)]


def test_what_was_merged_a_week_ago_leaves_the_view_and_no_answer_changes(
    closed: Place, sales: list[bytes]
) -> None:
    warehouse = LocalWarehouse(arriving(sales, at=NOON - timedelta(days=20)))
    warehouse.merge(lake_of(closed))
    before = answers(warehouse, "analysts")

    warehouse.trim()

    assert warehouse.rows("SELECT * FROM records", schema="streamed") == []
    assert answers(warehouse, "analysts") == before


def test_what_was_merged_of_late_stays_in_the_view(closed: Place, sales: list[bytes]) -> None:
    warehouse = LocalWarehouse(arriving(sales, at=datetime.now(UTC) - timedelta(days=1)))
    warehouse.merge(lake_of(closed))

    warehouse.trim()

    assert len(warehouse.rows("SELECT * FROM records", schema="streamed")) == len(sales)


def test_nothing_leaves_the_view_before_a_merge(warehouse: LocalWarehouse, sales: list[bytes]) -> None:
    warehouse.trim()

    assert len(warehouse.rows("SELECT * FROM records", schema="streamed")) == len(sales)


def test_whoever_is_forgotten_in_the_lake_is_forgotten_by_the_next_merge(place: Place) -> None:
    """A payload without its person has another digest, so that its day differs."""
    sales = [bought(1), bought(2, day=SECOND), sold(3)]
    place.archive(*sales)
    run(place)
    close_days(place, FIRST, SECOND)
    warehouse = LocalWarehouse(arriving(sales, at=NOON))
    warehouse.merge(lake_of(place))
    before = answers(warehouse, "analysts")

    forget(place.lake(), ForgettingList(payloads=forgotten(sales[:2])))
    warehouse.merge(lake_of(place))

    held = warehouse.rows("SELECT sale_id, loyalty_id, payment_token FROM sales", schema="stored")
    named = {row["sale_id"] for row in held if row["loyalty_id"] == "forgotten" == row["payment_token"]}
    assert named == {f"367/{FIRST}/4/1", f"367/{SECOND}/4/2"}
    assert MEMBER not in str(held)
    assert answers(warehouse, "analysts") == before
    assert stored_ids(warehouse) == lake_ids(place)
