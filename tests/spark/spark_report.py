"""The end-of-day report asks Spark and DuckDB the same questions, and hears the same."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.lake.tables import TABLES
from domain.lake.views import VIEWS
from report.answers import Answers, answers
from report.period import Period
from tests.report.sample import ONE_DAY, SEVEN_DAYS, busy, query

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def spark(session: "SparkSession", tmp_path: Path) -> "SparkSession":
    """The busy day's tables and views, in a session that keeps them to itself."""
    own = session.newSession()
    own.conf.set("spark.sql.session.timeZone", "UTC")
    for table in TABLES:
        file = str(tmp_path / f"{table.name}.parquet")
        busy().sql(f"FROM {table.name}").write_parquet(file)
        own.read.parquet(file).createOrReplaceTempView(table.name)
    for view in VIEWS:
        own.sql(view.sql).createOrReplaceTempView(view.name)
    return own


def lists(found: Answers) -> Iterator[tuple[str, list[Any]]]:
    """Yield the answers, in an order of their own: not every question asks for one."""
    for field in fields(found):
        answer = getattr(found, field.name)
        yield field.name, sorted(answer if isinstance(answer, list) else [answer], key=repr)


@pytest.mark.parametrize("period", [ONE_DAY, SEVEN_DAYS], ids=["day", "week"])
def test_every_question_has_the_same_answer(spark: "SparkSession", period: Period) -> None:
    def ask(sql: str) -> list[dict[str, Any]]:
        return [row.asDict() for row in spark.sql(sql).collect()]

    assert dict(lists(answers(ask, period))) == dict(lists(answers(query(busy()), period)))
