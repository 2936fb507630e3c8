"""The questions, and who understands them."""

from datetime import date
from importlib import resources
from string import Formatter
from typing import Any

import pytest
import sqlglot

from report.questions import ask
from report.rows import CuratedRaw

QUESTIONS = sorted(file.name for file in (resources.files("report") / "queries").iterdir())
ENGINES = ("duckdb", "spark", "trino")


def text(question: str) -> str:
    return (resources.files("report") / "queries" / question).read_text("utf-8")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_engine_can_read_every_question(question: str, engine: str) -> None:
    names = [name for _, name, _, _ in Formatter().parse(text(question)) if name]

    literals = {**dict.fromkeys(names, "DATE '2017-12-23'"), "length": "INTERVAL '7' DAY"}
    sql = text(question).format(**literals)
    (parsed,) = sqlglot.parse(sql, dialect=engine)

    assert isinstance(parsed, sqlglot.exp.Select)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_file_is_one_question(question: str) -> None:
    first, *rest = text(question).splitlines()

    assert first.startswith("-- ")
    assert first.endswith("?")
    assert not any(line.startswith("--") for line in rest)


def test_days_are_written_as_dates_into_the_question() -> None:
    asked: list[str] = []

    def query(sql: str) -> list[dict[str, Any]]:
        asked.append(sql)
        return [{"sales": 2, "total_cents": 300}]

    answer = ask(query, "curated", CuratedRaw, first=date(2017, 12, 3), last=date(2017, 12, 4))

    assert answer == [CuratedRaw(sales=2, total_cents=300)]
    assert "BETWEEN DATE '2017-12-03' AND DATE '2017-12-04'" in asked[0]
