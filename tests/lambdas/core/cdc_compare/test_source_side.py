"""What is wrong with a source is one line that says what to do."""

from typing import Any

import pytest
from msgspec.structs import replace

from lambdas.core.cdc_compare.comparison import TableComparer
from lambdas.core.cdc_compare.faults import ComparisonFailed
from lambdas.core.cdc_compare.source_side import SourceSide, connect
from tests.lambdas.core.cdc.known import PRODUCTS
from tests.lambdas.core.cdc_compare.postgres import Postgres, server


def failure(comparison: TableComparer, **changes: Any) -> str:
    """What comparing a table that is declared so says."""
    with pytest.raises(ComparisonFailed) as failed:
        comparison.compare(replace(PRODUCTS, **changes))
    return str(failed.value)


def test_a_table_of_another_name(comparison: TableComparer) -> None:
    assert failure(comparison, name="product") == (
        "pos.product isn't there: correct its name in the settings' tables"
    )


def test_a_schema_of_another_name(comparison: TableComparer) -> None:
    assert "retail.products isn't there: correct" in failure(comparison, schema="retail")


def test_a_key_that_is_no_column(comparison: TableComparer) -> None:
    assert "pos.products has no column upc" in failure(comparison, key=("upc",))


def test_a_missing_privilege(comparison: TableComparer, postgres: Postgres) -> None:
    postgres.run("REVOKE SELECT ON pos.products FROM replication")

    assert failure(comparison) == (
        "replication may not read pos.products: GRANT USAGE on its schema and SELECT on it to replication"
    )


def test_an_expired_secret(postgres: Postgres) -> None:
    with pytest.raises(ComparisonFailed, match="refuses the secret's password of replication: rotate"):
        connect(postgres.secret | {"password": "old"}, "postgres", "none.pem")


def test_a_database_of_another_name(postgres: Postgres) -> None:
    with pytest.raises(ComparisonFailed, match="isn't there: correct its name"):
        connect(postgres.secret, "pos", "none.pem")


def test_a_database_that_is_away() -> None:
    with pytest.raises(ComparisonFailed, match="the database answers"):
        connect({"username": "u", "password": "p", "host": "127.0.0.1", "port": "9"}, "postgres", "none.pem")


def test_a_source_that_can_be_replicated_passes(source: SourceSide) -> None:
    source.check()


def test_a_log_that_is_not_logical() -> None:
    with server(wal_level="replica") as running:
        side = connect(running.secret, "postgres", "none.pem")
        with pytest.raises(ComparisonFailed, match=r"wal_level is replica: set it to logical"):
            side.check()
        side.connection.close()


def test_a_slot_that_was_lost() -> None:
    """FAULTS 23: changes that nobody read are gone, and only a reload brings their rows."""
    with server(max_slot_wal_keep_size="1MB", min_wal_size="32MB", max_wal_size="32MB") as running:
        running.run("SELECT pg_create_logical_replication_slot('behind', 'test_decoding')")
        for _ in range(4):
            running.run("CREATE TABLE pos.filler AS SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
            running.run("DROP TABLE pos.filler", "SELECT pg_switch_wal()", "CHECKPOINT")
        side = connect(running.secret, "postgres", "none.pem")
        with pytest.raises(ComparisonFailed, match=r"slot behind is lost.*reload-target"):
            side.check()
        side.connection.close()


def test_a_server_that_speaks_no_tls_is_refused(postgres: Postgres) -> None:
    """A name is no address of this machine: TLS is wanted."""
    with pytest.raises(ComparisonFailed, match="the database answers"):
        connect(postgres.secret | {"host": "localhost"}, "postgres", "examples/database/source-ca.pem")
