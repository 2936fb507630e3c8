"""What the script does to a real source, and that the source's receipts are the tills' sales."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from demo.message import name_of
from demo.retail.database.changes import ADDED, history
from demo.retail.database.source import LocalSource
from demo.retail.database.tables import CREATED, STATES, SourceContents, contents, receipt_row
from domain.receipt_rows import sale_of_row
from domain.scenario.baskets import list_baskets
from tests.twin.database.databases import fresh_database
from twin.database.server import PostgresServer

DAY = date(2017, 12, 22)
SALES = list_baskets(DAY, 1)
RECEIPTS = SALES[:8]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with PostgresServer() as running:
        yield running


@pytest.fixture
def held() -> SourceContents:
    return contents(SALES, DAY, RECEIPTS[:4])


@pytest.fixture
def source(server: PostgresServer, held: SourceContents) -> Iterator[LocalSource]:
    with fresh_database(server) as database:
        database.execute("DROP SCHEMA pos")
        found = LocalSource(database.administrator)
        found.execute(CREATED)
        found.fill(held)
        yield found


def test_the_source_holds_real_rows_before_anything_happens(
    source: LocalSource, held: SourceContents
) -> None:
    for table in STATES:
        assert len(source.rows(table)) == len(held.rows[table]) > 100


def test_every_statement_changes_the_rows_that_it_says(source: LocalSource, held: SourceContents) -> None:
    for statement in history(held, DAY, RECEIPTS[4:], seed=1):
        with source.administrator.cursor() as query:
            query.execute(statement.sql, statement.values or None)
            assert max(query.rowcount, 0) == statement.rows, statement


def test_more_than_a_hundred_changes_come_with_ddl_in_their_middle(held: SourceContents) -> None:
    statements = history(held, DAY, RECEIPTS[4:], seed=1)

    rows = [statement.rows for statement in statements]
    ddl = next(place for place, statement in enumerate(statements) if statement.sql == ADDED)
    assert sum(rows) >= 100
    assert sum(rows[:ddl]) > 40
    assert sum(rows[ddl:]) > 40


def test_the_same_seed_makes_the_same_history(held: SourceContents) -> None:
    assert history(held, DAY, RECEIPTS, seed=1) == history(held, DAY, RECEIPTS, seed=1)
    assert history(held, DAY, RECEIPTS, seed=1) != history(held, DAY, RECEIPTS, seed=2)


def test_a_receipt_becomes_the_bytes_that_its_till_sends() -> None:
    names = ("store_id", "business_day", "register_id", "sequence", "occurred_at", "loyalty_id")
    for sale in SALES:
        row = dict(zip((*names, "payment_token", "lines"), receipt_row(sale), strict=True))

        event = sale_of_row(row)

        assert event == sale.data
        assert name_of(sale.data) == "/".join(row[name] for name in names[:4])
        assert json.loads(row["lines"])
