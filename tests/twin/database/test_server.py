import socket
import subprocess
import sys
import time

import psycopg2
import pytest

from twin.database import binaries, server
from twin.database.binaries import program
from twin.database.errors import ServerFailed
from twin.database.server import PostgresServer
from twin.errors import NotInstalled
from twin.loopback import HOST

OWNER = "from twin.database.server import PostgresServer as S; s = S(); print(s.port, flush=True); input()"


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def test_a_server_decodes_its_log_and_asks_for_a_password() -> None:
    with PostgresServer() as running:
        with running.connect() as database, database.cursor() as query:
            query.execute("SHOW wal_level")
            assert query.fetchall() == [("logical",)]
        with pytest.raises(psycopg2.OperationalError, match="password"):
            running.connect(password="wrong")


def test_a_server_goes_with_its_files() -> None:
    with PostgresServer() as running:
        directory = running._directory
        assert (directory / "data").exists()

    assert not directory.exists()
    assert not listens(running.port)


def test_a_server_ends_with_whoever_started_it() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    port = int(owner.stdout.readline())
    assert listens(port)

    owner.kill()
    owner.communicate()

    while listens(port):
        time.sleep(0.05)


def test_a_setting_that_the_server_refuses_is_told_in_a_line() -> None:
    with pytest.raises(
        ServerFailed, match=r"PostgreSQL didn't start on 127\.0\.0\.1:\d+: .*wal_level"
    ) as told:
        PostgresServer(settings={"wal_level": "nonsense"})

    assert "\n" not in str(told.value)


def test_a_missing_package_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "PACKAGE", "embedded_postgres_nowhere")
    monkeypatch.setattr(binaries, "_programs", binaries._programs.__wrapped__)

    with pytest.raises(NotInstalled, match="PostgreSQL isn't installed here: run through make"):
        program("postgres")


def test_programs_that_nobody_can_read_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    runs, asked = binaries._runs, []

    def refuse_the_first(programs: object) -> bool:
        asked.append(programs)
        return len(asked) > 1 and runs(programs)  # type: ignore[arg-type]

    monkeypatch.setattr(binaries, "_runs", refuse_the_first)
    monkeypatch.setattr(binaries, "_programs", binaries._programs.__wrapped__)

    with_copies = program("postgres")

    assert "sluice-postgres-programs-" in with_copies
    told = subprocess.run([with_copies, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("postgres (PostgreSQL) 18")


def test_one_cluster_serves_all_servers_of_a_process() -> None:
    assert server._cluster() is server._cluster()
