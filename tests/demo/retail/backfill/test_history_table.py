"""The history that the demo uploads is that of the baskets."""

from datetime import date

from demo.retail.backfill.history_table import history_table, table_of
from domain.scenario.baskets import list_baskets
from jobs.retail.sales_history import SALES

DAY = date(2017, 12, 22)


def test_a_day_has_its_lines_and_its_baskets() -> None:
    table = history_table(DAY, DAY)

    sales = {tuple(row[name] for name in SALES.event_key) for row in table.to_pylist()}
    assert table.schema == SALES.columns
    assert len(sales) == len(list_baskets(DAY, 1))


def test_nothing_is_a_table_without_rows() -> None:
    assert table_of([]).num_rows == 0
