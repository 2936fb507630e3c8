"""A real PostgreSQL on loopback, for tests and the demo: made once a process, copied for each server."""

import secrets
import shutil
import subprocess
import time
from atexit import register
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection

from twin.database.binaries import hand_over, private_directory, program, unprivileged
from twin.database.errors import ServerFailed
from twin.emulator import claim
from twin.errors import last_line
from twin.loopback import HOST

SUPERUSER = "postgres"
DATABASE = "postgres"
PATIENCE_SECONDS = 30
# What a source of DMS's must have, and what spares a server of a minute the wait for a disk.
SETTINGS = {"log_line_prefix": "", "wal_level": "logical", "fsync": "off"}
# The server ends when the pipe to its shell is closed, so that it outlives nobody who was killed.
GUARDED = 'exec 3<&0; "$@" </dev/null & server=$!; (cat <&3 >/dev/null; kill -INT $server) & wait $server'


class PostgresServer:
    """A running server whose files go with it; the password is its superuser's."""

    def __init__(self, *, settings: Mapping[str, str] | None = None) -> None:
        """Start on a free port, with `settings` beside those of a source of DMS's."""
        template, self.password = _cluster()
        self.port = claim(0)
        self._directory = private_directory("sluice-postgres-")
        # cp keeps owners, shutil doesn't.
        subprocess.run(["cp", "-a", template, self._directory / "data"], check=True)
        self._log = self._directory / "log"
        self._process = self._launch(SETTINGS | dict(settings or {}))
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def connect(
        self, database: str = DATABASE, *, user: str = SUPERUSER, password: str | None = None
    ) -> connection:
        """Connect, each statement being a transaction of its own."""
        made: connection = psycopg2.connect(
            host=HOST,
            port=self.port,
            user=user,
            password=self.password if password is None else password,
            dbname=database,
        )
        made.autocommit = True
        return made

    def stop(self) -> None:
        """End it, whoever is connected, and remove its files."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self._directory, ignore_errors=True)

    def __enter__(self) -> "PostgresServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _launch(self, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
        data, given = str(self._directory / "data"), [f"--{name}={value}" for name, value in settings.items()]
        server = (program("postgres"), "-D", data, "-h", HOST, "-p", str(self.port), "-k", "", *given)
        with self._log.open("wb") as log:
            return subprocess.Popen(
                ("/bin/sh", "-c", GUARDED, "sh", *server),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **unprivileged(),
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.connect().close()
            except psycopg2.OperationalError as refused:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise ServerFailed(
                        f"PostgreSQL didn't start on {HOST}:{self.port}: {_reason(self._log)}"
                    ) from refused
                time.sleep(0.02)


def _reason(log: Path) -> str:
    """Return what a log says of its end; hints come after it."""
    lines = log.read_text(errors="replace").splitlines()
    return next((line for line in lines if line.startswith("FATAL:")), last_line(log))


@cache
def _cluster() -> tuple[Path, str]:
    """Make a data directory, and return it with the superuser's password."""
    directory = private_directory("sluice-initdb-")
    register(shutil.rmtree, directory, ignore_errors=True)
    password, file = secrets.token_urlsafe(24), directory / "password"
    file.write_text(password)
    hand_over(file)
    command = (program("initdb"), "-D", str(directory / "data"), "-U", SUPERUSER, f"--pwfile={file}")
    options = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync")
    made = subprocess.run((*command, *options), capture_output=True, text=True, check=False, **unprivileged())
    if made.returncode:
        said = (made.stderr.strip() or "it said nothing").splitlines()[-1]
        raise ServerFailed(f"initdb failed in {directory}: {said}")
    return directory / "data", password
