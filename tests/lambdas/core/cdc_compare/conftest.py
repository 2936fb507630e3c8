"""A source and what is folded of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from lambdas.core.cdc_compare.comparison import TableComparer
from lambdas.core.cdc_compare.folded_side import FoldedSide
from lambdas.core.cdc_compare.source_side import SourceSide, connect
from tests.lambdas.core.cdc.tables import STATE, create_state
from tests.lambdas.core.cdc_compare.postgres import Postgres, server
from tests.lambdas.ledgers import in_process

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

CREATED = """
    CREATE TABLE pos.products (
        sku text PRIMARY KEY, department text, price numeric(10, 2), weight double precision,
        changed_at timestamptz, since date, tax_free boolean, more jsonb, picture bytea
    )
"""


@pytest.fixture(scope="session")
def running() -> Iterator[Postgres]:
    """A server for all tests."""
    with server() as started:
        yield started


@pytest.fixture
def postgres(running: Postgres) -> Postgres:
    """A server with an empty table of products."""
    running.run("DROP TABLE IF EXISTS pos.products", CREATED, "GRANT SELECT ON pos.products TO replication")
    return running


@pytest.fixture
def dynamodb() -> "DynamoDBClient":
    """A client whose only table is one of current rows, empty."""
    return create_state(in_process())


@pytest.fixture
def source(postgres: Postgres) -> Iterator[SourceSide]:
    """The source's side."""
    side = connect(postgres.secret, "postgres", "none.pem")
    yield side
    side.connection.close()


@pytest.fixture
def comparison(source: SourceSide, dynamodb: "DynamoDBClient") -> TableComparer:
    """Both sides, without a pause."""
    return TableComparer(source, FoldedSide(dynamodb, STATE, source.types), lambda _: None)
