"""What is declared about the lake in SQL says on Spark what it says on DuckDB, over the same real days."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.lake import LAKE
from domain.lake.rules import BY_DAY, NEW_ROWS, RULES
from domain.lake.tables import TABLES
from domain.lake.views import VIEWS
from lake.quality import checks_sql, unfit_sql
from lake.questions import Question
from lake.views import View
from tests.domain.lake import sample
from tests.domain.lake.quality.broken import BREAKS
from tests.domain.lake.quality.test_unfit import LINES, NEW_SALES
from tests.domain.lake.rows import finish, state
from tests.domain.lake.sample import Lake, rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

DAYS = {"the day": "2017-12-23", "the first day": "2017-12-22", "the last day": "2017-12-24"}
RUNS = ("firsts", "decoded", "days")
# Breaks that don't undo each other, in this order.
BROKEN = ("few_known_products", "unknown_store", "sku_blank", "amount_too_large", "sale_twice", "ends_early")


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    """Two weeks of real sales, a restated day, and rows that break rules of every severity."""
    made = sample.lake()
    made.execute(
        "CREATE TABLE one AS SELECT min(sale_id) AS sale_id FROM sales WHERE business_day = '2017-12-22'"
    )
    for name in BROKEN:
        made.execute(BREAKS[name])
    state(made, "367", 2, sales=3, total_cents=77)
    finish(made, 2)
    made.execute(NEW_SALES)
    made.execute(LINES)
    made.execute("CREATE TABLE days AS SELECT DISTINCT business_day FROM sales")
    yield made
    made.close()


@pytest.fixture(scope="module")
def spark(session: "SparkSession", lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> "SparkSession":
    """The same tables and views in a session of their own."""
    own = session.newSession()
    own.conf.set("spark.sql.session.timeZone", "UTC")
    own.conf.set("spark.sql.ansi.enabled", "true")
    directory = tmp_path_factory.mktemp("tables")
    for name in (*(table.name for table in TABLES), *RUNS, LAKE.failures.name):
        own.read.parquet(stored(lake, directory, name)).createOrReplaceTempView(name)
    for view in VIEWS:
        own.sql(view.sql).createOrReplaceTempView(view.name)
    return own


def stored(lake: Lake, directory: Path, name: str) -> str:
    """A table as a file."""
    file = str(directory / f"{name}.parquet")
    lake.sql(f"FROM {name}").write_parquet(file)
    return file


def asked(spark: "SparkSession", sql: str, parameters: list[Any] | None = None) -> list[str]:
    """Spark's answer, in an order of its own."""
    return ordered([row.asDict() for row in spark.sql(sql, parameters).collect()])


def ordered(found: list[dict[str, Any]]) -> list[str]:
    """Rows in an order of their own, numbers to nine digits."""
    return sorted(repr({key: _cut(value) for key, value in row.items()}) for row in found)


def _cut(value: object) -> object:
    return round(value, 9) if isinstance(value, float) else value


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_shows_the_same(spark: "SparkSession", lake: Lake, view: View) -> None:
    shown = asked(spark, view.sql)

    assert shown == ordered(rows(lake, view.sql))
    assert shown


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_has_the_types_that_are_declared(spark: "SparkSession", view: View) -> None:
    types = {field.name: field.dataType.simpleString() for field in spark.table(view.name).schema}

    assert types == {each.name: {"long": "bigint"}.get(each.type, each.type) for each in view.columns}


NOTHING_FAILED = ("quarantined_by_reason", "failures_by_day", "failed_again")


@pytest.mark.parametrize("question", LAKE.questions, ids=lambda question: question.name)
def test_a_question_has_the_same_answer(spark: "SparkSession", lake: Lake, question: Question) -> None:
    days = [DAYS[name] for name in question.parameters]

    answer = asked(spark, question.sql, days)

    assert answer == ordered(rows(lake, question.sql, days))
    assert answer or question.name in NOTHING_FAILED


def test_the_same_is_measured_before_a_day_is_closed(spark: "SparkSession", lake: Lake) -> None:
    measured = asked(spark, checks_sql(RULES, BY_DAY))

    assert measured == ordered(rows(lake, checks_sql(RULES, BY_DAY)))
    assert any("'passed': False" in row for row in measured)


def test_the_same_sales_are_unfit(spark: "SparkSession", lake: Lake) -> None:
    unfit = asked(spark, unfit_sql(RULES, NEW_ROWS))

    assert unfit == ordered(rows(lake, unfit_sql(RULES, NEW_ROWS)))
    assert unfit
