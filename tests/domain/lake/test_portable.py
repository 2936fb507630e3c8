"""The views and questions are SQL that Athena, Spark and DuckDB read alike."""

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from domain.lake import LAKE
from domain.lake.rules import BY_DAY, NEW_ROWS, RULES
from domain.lake.views import VIEWS
from lake.quality import checks_sql, unfit_sql
from lake.schema import Type

VIEW_TEXTS = {view.name: view.sql for view in VIEWS}
TEXTS = VIEW_TEXTS | {question.name: question.sql for question in LAKE.questions}
RULE_TEXTS = {"checks": checks_sql(RULES, BY_DAY), "unfit": unfit_sql(RULES, NEW_ROWS)}
TRINO = {Type.LONG: "BIGINT", Type.STRING: "VARCHAR", Type.TIMESTAMP: "TIMESTAMPTZ"}
# What every engine has under this name, with this meaning; look at all three before another one comes in.
ALIKE = {"Case", "Cast", "Coalesce", "Count", "Extract", "If", "Lag", "Max", "Min", "Nullif", "RowNumber"}
ALIKE |= {"And", "Or", "Sum", "Trim"}

each_text = pytest.mark.parametrize("name", TEXTS)


def known() -> MappingSchema:
    """Tables and views with their columns."""
    schema = MappingSchema(dialect="trino")
    views = {view.name: view.columns for view in (*VIEWS, LAKE.failures)}
    columns = {table.name: table.fields for table in LAKE.every_table} | views
    for name, there in columns.items():
        schema.add_table(name, {each.name: TRINO.get(each.type, each.type) for each in there})
    return schema


def selects(sql: str) -> list[exp.Select]:
    """Every SELECT in a text, as Trino reads it."""
    return list(sqlglot.parse_one(sql, dialect="trino").find_all(exp.Select))


@pytest.mark.parametrize("engine", ["athena", "trino", "spark", "duckdb"])
@each_text
def test_every_engine_reads_it(name: str, engine: str) -> None:
    assert sqlglot.parse_one(TEXTS[name], dialect=engine).find(exp.Select)


@pytest.mark.parametrize("engine", ["spark", "duckdb"])
@pytest.mark.parametrize("name", RULE_TEXTS)
def test_the_jobs_engines_read_the_rules(name: str, engine: str) -> None:
    assert sqlglot.parse_one(RULE_TEXTS[name], dialect=engine).find(exp.Select)


@each_text
def test_every_column_is_one_of_the_tables_and_views_that_it_names(name: str) -> None:
    query = sqlglot.parse_one(TEXTS[name], dialect="trino")

    assert qualify(query, schema=known(), dialect="trino", validate_qualify_columns=True)


@each_text
def test_groups_by_columns_and_not_by_names_of_its_own(name: str) -> None:
    """Trino looks for a group's name in the rows that it reads only."""
    for select in selects(TEXTS[name]):
        made = {each.alias: each for each in select.expressions if isinstance(each, exp.Alias)}
        group = select.args.get("group")
        for column in group.expressions if group else ():
            whence = made.get(column.name)
            assert whence is None or column.name in {each.name for each in whence.find_all(exp.Column)}


@each_text
def test_a_share_is_divided_as_a_double(name: str) -> None:
    """Trino cuts what whole numbers give, and decimals to the digits of the longer one."""
    for select in selects(TEXTS[name]):
        for division in select.find_all(exp.Div):
            assert division.this.is_type("double"), division.sql()


@pytest.mark.parametrize("text", [*TEXTS.values(), *RULE_TEXTS.values()], ids=[*TEXTS, *RULE_TEXTS])
def test_calls_only_what_is_alike_everywhere(text: str) -> None:
    query = sqlglot.parse_one(text, dialect="trino")

    assert not query.find(exp.Anonymous)
    assert {type(call).__name__ for call in query.find_all(exp.Func)} <= ALIKE
