"""A real PostgreSQL takes the password that a rotation makes, and forgets the one before."""

from collections.abc import Iterator

import pytest

from lambdas.core.rotation.source import CredentialsRefused, RotatedDatabase
from tests.lambdas.core.cdc_compare.postgres import Postgres, server

NEW = "n3w-Password_of-32-characters###"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with server() as running:
        yield running


@pytest.fixture
def database(postgres: Postgres) -> RotatedDatabase:
    postgres.run("ALTER ROLE replication PASSWORD 'secret'")
    return RotatedDatabase("postgres", "none.pem")


def test_the_user_changes_its_own_password_once(postgres: Postgres, database: RotatedDatabase) -> None:
    before, after = postgres.secret, postgres.secret | {"password": NEW}
    assert [database.accepts(before), database.accepts(after)] == [True, False]

    database.change_password(before, NEW)

    assert [database.accepts(before), database.accepts(after)] == [False, True]
    with pytest.raises(CredentialsRefused):
        database.change_password(before, "another")


def test_what_the_server_is_told_is_no_password(postgres: Postgres, database: RotatedDatabase) -> None:
    database.change_password(postgres.secret, NEW)

    with postgres.running.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'replication'")
        [(kept,)] = cursor.fetchall()
    connection.close()
    assert kept.startswith("SCRAM-SHA-256$4096:")


def test_a_server_that_is_away_is_no_refusal(database: RotatedDatabase, postgres: Postgres) -> None:
    """A wrong password is told from a fault that may pass."""
    with pytest.raises(Exception, match="Can't create a connection"):
        database.accepts(postgres.secret | {"port": "9"})
