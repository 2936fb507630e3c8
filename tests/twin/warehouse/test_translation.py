"""What is rewritten for DuckDB, and that nothing else is."""

import duckdb
import pytest
import sqlglot

from twin.warehouse.translation import BY_NAME, translate

VALUES = 'SELECT * FROM (VALUES (\'{"a": "x", "n": 5, "o": {"b": [1, 2]}, "z": null}\'::JSON)) AS t (payload)'


def evaluate(expression: str) -> object:
    """Return what DuckDB makes of Redshift's expression over a SUPER column."""
    sql = translate(f"SELECT {expression} AS found FROM given AS t")  # noqa: S608
    assert sql
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE given AS {VALUES}")
    [row] = connection.execute(sql).fetchall()
    return row[0]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("t.payload.a::VARCHAR", "x"),
        ("t.payload.n::BIGINT", 5),
        ("t.payload.missing::VARCHAR", None),
        ("IS_VARCHAR(t.payload.a)", True),
        ("IS_VARCHAR(t.payload.n)", False),
        ("IS_VARCHAR(t.payload.missing)", False),
        ("IS_BIGINT(t.payload.n)", True),
        ("IS_BIGINT(t.payload.a)", False),
        ("IS_ARRAY(t.payload.o.b)", True),
        ("GET_ARRAY_LENGTH(t.payload.o.b)", 2),
        ("JSON_TYPEOF(t.payload.o)", "object"),
        ("JSON_TYPEOF(t.payload.z)", "null"),
        ("JSON_TYPEOF(t.payload.missing)", None),
        ("JSON_SERIALIZE(t.payload.o)", '{"b":[1,2]}'),
        ("JSON_SIZE(t.payload.o)", len('{"b":[1,2]}')),
        ("STRTOL('ff', 16)", 255),
    ],
)
def test_super_values_are_read_as_redshift_documents_them(expression: str, found: object) -> None:
    assert evaluate(expression) == found


@pytest.mark.parametrize("bad", ["NULL::BLOB", "'\\xFF'::BLOB", "'{'::BLOB", "''::BLOB"])
def test_bytes_that_are_no_json_are_told_without_an_error(bad: str) -> None:
    sql = translate("SELECT CASE WHEN CAN_JSON_PARSE(data) THEN JSON_PARSE(data) END AS payload FROM given")
    assert sql
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE given AS SELECT {bad} AS data")

    assert connection.execute(sql).fetchall() == [(None,)]


def test_an_array_is_unnested_with_places_from_0() -> None:
    sql = translate("SELECT b::BIGINT, place FROM given AS t, t.payload.o.b AS b AT place ORDER BY place")
    assert sql
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE given AS {VALUES}")

    assert connection.execute(sql).fetchall() == [(1, 0), (2, 1)]


@pytest.mark.parametrize(
    "statement", ["CREATE ROLE r", "GRANT USAGE ON SCHEMA s TO ROLE r", "REVOKE ALL ON SCHEMA s FROM PUBLIC"]
)
def test_roles_and_grants_mean_nothing_here(statement: str) -> None:
    assert translate(statement) is None


def test_a_materialized_view_is_a_table_that_a_refresh_makes_anew() -> None:
    statement = "CREATE MATERIALIZED VIEW v SORTKEY (a) AUTO REFRESH YES AS SELECT a FROM t"

    assert translate(statement) == "CREATE OR REPLACE TABLE v AS SELECT a FROM t"


def test_plain_sql_stays_as_it_is() -> None:
    statement = "SELECT a, SUM(b) AS b FROM t JOIN u USING (c) WHERE a > 1 GROUP BY a ORDER BY a"

    assert translate(statement) == sqlglot.parse_one(statement, dialect="redshift").sql("duckdb")


def test_no_function_is_rewritten_that_no_file_uses() -> None:
    from tests.warehouse.test_sql import EVERY

    assert {name for name in BY_NAME if not any(f"{name}(" in each for each in EVERY)} == set()
