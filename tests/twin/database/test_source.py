"""What is wrong with a source is one line that says what to do, before anything is read of it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tests.twin.database.databases import PASSWORD, TABLES, USER, SourceDatabase, fresh_database
from tests.twin.database.replications import Played
from twin.database.errors import LoginRefused, SecretUnreadable, SourceUnfit, SourceUnreachable
from twin.database.server import PostgresServer
from twin.database.source import SourceLogin, read_login
from twin.database.stand_in import StartType
from twin.emulator import claim

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient


@pytest.fixture
def played(source: SourceDatabase, tmp_path: Path) -> Played:
    source.execute(TABLES)
    return Played(source, tmp_path)


def refused(played: Played, login: SourceLogin, error: type[Exception]) -> str:
    with pytest.raises(error) as raised:
        played.run(login=login)
    assert played.target.records == []
    assert played.checkpoints.read() is None
    return str(raised.value)


def test_a_wrong_password_says_to_write_the_secret_anew(played: Played) -> None:
    line = refused(played, replace(played.source.login, password="wrong"), LoginRefused)

    assert "refuses dms: write a password that is valid into the secret, and resume" in line


def test_an_expired_password_is_as_good_as_a_wrong_one(played: Played) -> None:
    played.source.execute("CREATE ROLE expired LOGIN REPLICATION PASSWORD 'x' VALID UNTIL '2017-01-01'")

    line = refused(played, replace(played.source.login, user="expired", password="x"), LoginRefused)

    assert "write a password that is valid into the secret" in line


def test_a_secret_that_is_mended_goes_on_where_it_was(played: Played) -> None:
    played.run()
    played.source.execute("INSERT INTO pos.products (sku) VALUES ('1')")
    with pytest.raises(LoginRefused):
        played.run(StartType.RESUME, login=replace(played.source.login, password="rotated away"))

    played.run(StartType.RESUME)

    assert len(played.target.of("insert")) == 1


def test_a_database_that_is_not_there_is_named_by_its_place(played: Played) -> None:
    port = claim(0)

    line = refused(played, replace(played.source.login, port=port), SourceUnreachable)

    assert line.startswith(f"No database answers at 127.0.0.1:{port}, where the secret says:")


def test_a_user_that_may_not_replicate_is_told_what_to_grant(played: Played) -> None:
    played.source.execute("CREATE ROLE reader LOGIN PASSWORD 'x'")

    line = refused(played, replace(played.source.login, user="reader", password="x"), SourceUnfit)

    assert "reader may not replicate" in line
    assert "ALTER ROLE reader REPLICATION" in line


def test_a_table_that_may_not_be_read_is_told_what_to_grant(played: Played) -> None:
    played.source.execute("REVOKE SELECT ON pos.prices FROM dms")

    line = refused(played, played.source.login, SourceUnfit)

    assert "dms may not read pos.prices" in line
    assert "GRANT SELECT ON pos.prices TO dms" in line


def test_a_source_without_the_event_trigger_is_told_how_ddl_is_captured(played: Played) -> None:
    played.source.execute("DROP EVENT TRIGGER awsdms_intercept_ddl")

    line = refused(played, played.source.login, SourceUnfit)

    assert "no event trigger awsdms_intercept_ddl" in line
    assert "or set capture_ddls to false" in line


@pytest.fixture(scope="module")
def without_logical_log() -> Iterator[PostgresServer]:
    with PostgresServer(settings={"wal_level": "replica"}) as running:
        yield running


def test_a_log_that_is_not_logical_says_what_to_set(
    without_logical_log: PostgresServer, tmp_path: Path
) -> None:
    with fresh_database(without_logical_log) as source:
        line = refused(Played(source, tmp_path), source.login, SourceUnfit)

    assert "has wal_level replica: set it to logical (rds.logical_replication to 1" in line


@pytest.fixture
def secrets() -> Iterator["SecretsManagerClient"]:
    with mock_aws():
        yield boto3.client("secretsmanager", "eu-west-1")


def test_a_login_is_what_the_secret_holds(secrets: "SecretsManagerClient") -> None:
    held = {"username": USER, "password": PASSWORD, "host": "127.0.0.1", "port": "5432"}
    secrets.create_secret(Name="source", SecretString=json.dumps(held))

    assert read_login(secrets, "source", "pos") == SourceLogin("127.0.0.1", 5432, USER, PASSWORD, "pos")


@pytest.mark.parametrize("text", ["not JSON", "[]", '{"username": "dms"}'])
def test_a_secret_in_another_shape_says_what_dms_expects(secrets: "SecretsManagerClient", text: str) -> None:
    secrets.create_secret(Name="source", SecretString=text)

    with pytest.raises(SecretUnreadable, match="JSON with username, password, host, port: write it anew"):
        read_login(secrets, "source", "pos")


def test_a_secret_that_is_gone_is_told_in_a_line(secrets: "SecretsManagerClient") -> None:
    with pytest.raises(SecretUnreadable, match="The secret source can't be read: ResourceNotFound"):
        read_login(secrets, "source", "pos")
