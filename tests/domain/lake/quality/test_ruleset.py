"""Each table has a ruleset that Glue Data Quality understands, and that measures what the jobs measure."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest
import sqlglot
from sqlglot import exp

from domain.lake.rules import BY_DAY, RULES
from domain.lake.tables import TABLES
from lake.quality import checks_sql, dqdl
from lake.quality.rule import QualityRule, Severity
from lake.schema import Table
from tests.domain.lake.quality.broken import BREAKS
from tests.domain.lake.quality.dqdl import Clause, NoDqdl, read
from tests.domain.lake.sample import Lake, rows

LONGEST = 65_536  # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-dataqualityruleset.html
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def clauses(table: Table) -> list[Clause]:
    """All that a table's ruleset demands."""
    return list(chain.from_iterable(read(dqdl(table, "curated", RULES))))


def measured(lake: Lake, table: Table, clause: Clause) -> float:
    """What Glue's Spark would measure, by DuckDB: the table is primary, and others lie in their database."""
    query = sqlglot.parse_one(clause.parameters[0], dialect="spark")
    for found in query.find_all(exp.Table):
        if found.name == "primary":
            found.set("this", exp.to_identifier(table.name))
        found.set("db", None)
    [row] = rows(lake, query.sql("duckdb"))
    return float(next(iter(row.values())))


def queries(table: Table) -> Iterator[Clause]:
    """The clauses that bring their own SQL."""
    return (clause for clause in clauses(table) if clause.type == "CustomSql")


@each_table
def test_glue_understands_it(table: Table) -> None:
    assert clauses(table)
    assert len(dqdl(table, "curated", RULES)) <= LONGEST


@each_table
def test_keys_and_required_columns_are_demanded_as_declared(table: Table) -> None:
    demanded = clauses(table)

    assert Clause("IsPrimaryKey", tuple(table.key), "", ()) in demanded
    complete = [clause.parameters[0] for clause in demanded if clause.type == "IsComplete"]
    assert complete == [field.name for field in table.fields if field.required]


def test_values_are_demanded_in_glue_s_own_words() -> None:
    own = {clause for table in BY_DAY for clause in clauses(table) if clause.type == "ColumnValues"}

    assert own == {
        Clause("ColumnValues", ("store_id",), "not in", ("NULL", "EMPTY", "WHITESPACES_ONLY")),
        Clause("ColumnValues", ("business_day",), ">=", ("2010-01-01",)),
        Clause("ColumnValues", ("sku",), "not in", ("NULL", "EMPTY", "WHITESPACES_ONLY")),
        Clause("ColumnValues", ("total_cents",), ">=", ("-10000000",)),
        Clause("ColumnValues", ("total_cents",), "<=", ("10000000",)),
    }


@each_table
def test_nothing_is_demanded_twice(table: Table) -> None:
    assert len(clauses(table)) == len(set(clauses(table)))


@each_table
def test_names_only_columns_that_are_there(table: Table) -> None:
    for clause in clauses(table):
        if clause.type != "CustomSql":
            assert set(clause.parameters) <= set(table.columns)


@each_table
def test_spark_understands_its_queries_and_finds_their_tables(table: Table) -> None:
    known = {"primary", *(f"curated.{each.name}" for each in TABLES)}
    for clause in queries(table):
        query = sqlglot.parse_one(clause.parameters[0], dialect="spark")

        assert {found.sql("spark").split(" AS ")[0] for found in query.find_all(exp.Table)} <= known


@each_table
def test_real_tables_pass_its_queries(lake: Lake, table: Table) -> None:
    for clause in queries(table):
        limit = float(clause.values[0])
        value = measured(lake, table, clause)

        assert {"=": value == limit, "<=": value <= limit, ">=": value >= limit}[clause.operator], clause


def test_every_rule_is_in_its_table_s_ruleset() -> None:
    for table in TABLES:
        stated = [rule for rule in RULES if rule.table is table]
        own = [clause for clause in clauses(table) if clause.type in {"CustomSql", "ColumnValues"}]
        ranges = [rule for rule in stated if rule.demand.dqdl and " and " in rule.demand.dqdl]
        keys = [rule for rule in stated if rule.demand.dqdl and "IsPrimaryKey" in rule.demand.dqdl]

        assert len(own) == len(stated) + len(ranges) - len(keys)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.severity is Severity.WATCH], ids=lambda rule: rule.name
)
def test_a_watch_is_measured_and_never_fails(lake: Lake, rule: QualityRule) -> None:
    before = {clause: measured(lake, rule.table, clause) for clause in queries(rule.table)}

    lake.execute(BREAKS[rule.name])

    rose = [clause for clause, was in before.items() if measured(lake, rule.table, clause) == was + 1]
    assert [clause.values for clause in rose if clause.operator == ">="] == [("0",)]


@pytest.mark.parametrize("table", BY_DAY, ids=lambda table: table.name)
def test_glue_measures_what_the_close_measures(lake: Lake, table: Table) -> None:
    lake.execute("CREATE TEMP TABLE days AS SELECT DISTINCT business_day FROM sales")
    counted = Counter[str]()
    for row in rows(lake, checks_sql(RULES, BY_DAY)):
        counted[row["rule"]] += row["measured"]

    found = [measured(lake, table, clause) for clause in queries(table) if clause.operator == ">="]

    watched = [rule for rule in RULES if rule.severity is Severity.WATCH and rule.table is table]
    assert found == [counted[rule.name] for rule in watched]


@pytest.mark.parametrize(
    "text",
    [
        'Rules = [ IsComplete "order-id", IsUnique "order-id" ]',
        'Rules = [ (Completeness "a" > 0.5) and (RowCount >= -1) ]',
        'Rules = [ ColumnValues "c" in [ "US", NULL, EMPTY ], ColumnValues "c" between 1 and 2000 ]',
        'Rules = [ IsPrimaryKey "colA" "colB", CustomSql "select count(*) from primary" between 10 and 20 ]',
        'Rules = [ ReferentialIntegrity "zipcode" "reference.zipcode" >= 0.9 ]',
    ],
)
def test_the_reader_takes_what_aws_shows(text: str) -> None:
    assert read(text)


@pytest.mark.parametrize(
    "text",
    [
        'rules = [ IsComplete "a" ]',
        'Rules = [ IsComplete "a", ]',
        'Rules = [ IsComplete "a" IsUnique "b" ]',
        'Rules = [ IsFull "a" ]',
        "Rules = [ IsComplete ]",
        'Rules = [ IsComplete "a" = 1 ]',
        'Rules = [ ColumnValues "a" ]',
        'Rules = [ ColumnValues "a" not 5 ]',
        'Rules = [ ColumnValues "a" >= 1e-05 ]',
        'Rules = [ ColumnValues "a" between 1 ]',
        'Rules = [ (ColumnValues "a" > 1) and ColumnValues "a" < 2 ]',
        'Rules = [ CustomSql "select "a" from primary" = 0 ]',
        'Rules = [ IsComplete "a"',
        'Rules = [ IsComplete "a" ] ]',
    ],
)
def test_the_reader_refuses_what_the_grammar_does(text: str) -> None:
    with pytest.raises(NoDqdl):
        read(text)
