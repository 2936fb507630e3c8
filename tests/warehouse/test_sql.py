"""The warehouse's files, read by a parser that knows Redshift's SQL."""

import re
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

import warehouse
from limits.redshift import STATEMENTS
from twin.warehouse.translation import UNTRANSLATED
from warehouse import ANALYST, LOADER, PLACEHOLDER, SQL, DeliveryMode

NAMES = {"stream": "a-stream", "catalog": "a_lake", "oldest_day": "2017-01-01"}


def statements() -> Iterator[str]:
    """Every statement of every file."""
    for delivery in DeliveryMode:
        for step in warehouse.setup_steps(delivery):
            yield from step.statements
            if step.unless:
                yield step.unless
        yield warehouse.trim_statement(delivery)
    yield from warehouse.merge_statements()
    yield warehouse.lag_query()
    yield warehouse.errors_query()


EVERY = sorted(set(statements()))


@pytest.mark.parametrize("statement", EVERY)
def test_every_statement_is_one_that_redshift_parses(statement: str) -> None:
    parsed = sqlglot.parse(warehouse.fill_in(statement, NAMES), dialect="redshift")

    assert len(parsed) == 1
    # What the parser has no tree for, it passes through: only where tables lie, and who may do what.
    assert not isinstance(parsed[0], exp.Command) or statement.startswith(UNTRANSLATED)


def test_no_file_and_no_statement_is_left_out() -> None:
    read = " ".join(" ".join(each.split()) for each in EVERY)
    files = [path for folder in SQL.iterdir() for path in folder.iterdir()]

    for path in files:
        for part in re.sub(r"^--.*$", "", path.read_text(), flags=re.MULTILINE).split(";"):
            assert " ".join(part.split()) in read, path.name
    assert len(files) > 20


def test_only_two_names_are_filled_in() -> None:
    assert {name for each in EVERY for name in PLACEHOLDER.findall(each)} == {*NAMES}


def test_a_name_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="stream"):
        warehouse.fill_in('SELECT 1 FROM arriving."${stream}"', {})


def test_what_redshift_can_create_only_once_is_guarded() -> None:
    """Setting up runs after every deployment, and again whenever it failed."""
    for delivery in DeliveryMode:
        for step in warehouse.setup_steps(delivery):
            repeatable = all(
                re.match(r"(GRANT|REVOKE|.* IF NOT EXISTS|CREATE OR REPLACE)", sql) for sql in step.statements
            )
            assert repeatable or step.unless, step.name


def test_both_deliveries_end_in_the_same_columns_of_records() -> None:
    streaming, firehose = (records_columns(delivery) for delivery in DeliveryMode)

    assert (
        streaming
        == firehose
        == ["arrived_at", "shard_id", "sequence_number", "refresh_time", "payload", "failed"]
    )


def test_the_streaming_view_filters_nothing_so_that_a_bad_record_blocks_and_loses_nothing() -> None:
    view = sqlglot.parse_one(records_statement(DeliveryMode.STREAMING), dialect="redshift")

    assert view.find(exp.AutoRefreshProperty)
    assert not view.find(exp.Where)
    assert not view.find(exp.Cast)
    for call in view.find_all(exp.ParseJSON):
        guard = call.find_ancestor(exp.If)
        assert guard
        assert "CAN_JSON_PARSE" in guard.this.sql("redshift")


def test_a_merge_takes_a_temporary_table_in_which_each_key_is_once() -> None:
    """A target row that two rows match fails the whole MERGE, and its source may be no query."""
    trees = [sqlglot.parse_one(each, dialect="redshift") for each in warehouse.merge_statements()]
    [merge] = [tree for tree in trees if isinstance(tree, exp.Merge)]
    source = merge.args["using"].name
    [filled] = [tree for tree in trees if isinstance(tree, exp.Create) and tree.this.name == source]

    assert filled.find(exp.TemporaryProperty)
    assert filled.find(exp.RowNumber)
    assert filled.expression.args["where"].this.sql() == "nth = 1"
    assert not merge.find(exp.With)


def test_a_merge_is_one_transaction() -> None:
    """TRUNCATE would commit what came before it, and the Data API bounds the statements of a batch."""
    merged = warehouse.merge_statements()

    assert not any(re.search(r"\b(TRUNCATE|COMMIT|BEGIN|VACUUM)\b", each) for each in merged)
    assert len(merged) <= STATEMENTS.limit


def test_every_stored_table_says_how_it_is_spread_and_sorted() -> None:
    [step] = [each for each in warehouse.setup_steps(DeliveryMode.STREAMING) if "stored" in each.name]
    for statement in step.statements:
        table = sqlglot.parse_one(statement, dialect="redshift")
        assert table.find(exp.DistStyleProperty), statement
        assert table.find(exp.SortKeyProperty) or "stored.loads" in statement


def test_an_analyst_reads_the_analysts_schema_and_nothing_else() -> None:
    granted = [each for each in EVERY if each.startswith("GRANT") and each.endswith(ANALYST)]

    assert granted == [
        f"GRANT SELECT ON ALL TABLES IN SCHEMA analysts TO ROLE {ANALYST}",
        f"GRANT USAGE ON SCHEMA analysts TO ROLE {ANALYST}",
    ]


def test_the_loader_changes_stored_tables_and_removes_records_only() -> None:
    granted = [each for each in EVERY if each.startswith("GRANT") and each.endswith(LOADER)]

    changing = [each for each in granted if re.search("INSERT|UPDATE|DELETE|ALL PRIVILEGES", each)]
    assert changing == [
        f"GRANT SELECT, DELETE ON streamed.delivered TO ROLE {LOADER}",
        f"GRANT SELECT, DELETE ON streamed.records TO ROLE {LOADER}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA stored TO ROLE {LOADER}",
    ]


def test_what_analysts_read_shows_no_payload_and_no_payment_token() -> None:
    [step] = [
        each for each in warehouse.setup_steps(DeliveryMode.STREAMING) if each.name == "077_analysts.sql"
    ]
    for statement in step.statements:
        names = {each.name for each in sqlglot.parse_one(statement, dialect="redshift").find_all(exp.Column)}
        assert not names & {"payload", "failed", "payment_token"}


def records_statement(delivery: DeliveryMode) -> str:
    """Return the statement that makes streamed.records."""
    [step] = [each for each in warehouse.setup_steps(delivery) if each.name == "030_records.sql"]
    return step.statements[-1]


def records_columns(delivery: DeliveryMode) -> list[str]:
    """Return the names of its columns."""
    tree = sqlglot.parse_one(records_statement(delivery), dialect="redshift")
    return [each.alias_or_name for each in tree.expression.expressions]
