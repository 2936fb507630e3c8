"""MiniStack as a child process on loopback.

What it keeps and what it drops of the templates is listed in docs/twin.md.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from twin.errors import DiskFull, EmulatorDied, PortInUse
from twin.loopback import ACCOUNT, HOST, REGION, client, environment
from twin.ministack import require_release
from twin.permissions.authorizer import Principal
from twin.services.permissions import register

PATIENCE_SECONDS = 60
ROOM_NEEDED = 300 * 1024 * 1024


class Emulator:
    """A running MiniStack. Its state lives in memory and in a directory of its own, and goes with it."""

    def __init__(self, port: int = 0, *, log: Path, recorded: Iterable[str] = ()) -> None:
        """Start on `port` (0: any free one); resources of the types `recorded` are noted, never played."""
        require_release()
        self.port = claim(port)
        self.endpoint = f"http://{HOST}:{self.port}"
        self.log = log
        _require_room(tempfile.gettempdir())
        self._process = self._launch(sorted(recorded))
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment for programs that are to see this emulator as AWS."""
        return environment(self.endpoint)

    def environment_of(self, principal: Principal) -> dict[str, str]:
        """Return the same, for a program whose calls are evaluated as this principal's."""
        return environment(self.endpoint, register(self.endpoint, principal))

    def client(self, service: str, principal: Principal | None = None) -> Any:  # noqa: ANN401 (made at run time)
        """Return a boto3 client of this emulator; without a principal its calls are the account's own."""
        key = register(self.endpoint, principal) if principal else ACCOUNT
        return client(service, self.endpoint, key)

    def require_alive(self) -> None:
        """Raise EmulatorDied, with the last line of its log, if it isn't there any more."""
        if (code := self._process.poll()) is not None:
            raise EmulatorDied(f"ended with {code}", self.log)

    def stop(self) -> None:
        """End it, with the functions that it runs and all their files."""
        try:
            self._process.communicate(timeout=PATIENCE_SECONDS)  # closes the pipe: its sign to go
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise EmulatorDied("didn't stop and was killed", self.log) from None

    def __enter__(self) -> "Emulator":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            self.require_alive()
            if time.monotonic() > deadline:
                raise EmulatorDied(f"didn't answer for {PATIENCE_SECONDS} s", self.log)
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/_ministack/ready")
            return connection.getresponse().status == HTTPStatus.OK
        except (HTTPException, OSError):
            return False
        finally:
            connection.close()

    def _launch(self, recorded: list[str]) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "twin.ministack", *recorded],
                cwd=Path(__file__).parent.parent,
                env=self.environment | self._settings(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _settings(self) -> dict[str, str]:
        return {
            "AUTH": "true",
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "LAMBDA_EXECUTOR": "local",
            "LOG_LEVEL": "WARNING",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "SFTP_ENABLED": "0",
        }


def claim(port: int) -> int:
    """Return the port itself if it is free, any free one for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise PortInUse(port) from None
        claimed: int = probe.getsockname()[1]
        return claimed


def _require_room(directory: str) -> None:
    free = shutil.disk_usage(directory).free
    if free < ROOM_NEEDED:
        raise DiskFull(
            f"{directory} has {free >> 20} MB free, the twin needs {ROOM_NEEDED >> 20}: set TMPDIR."
        )
