"""Stands between a run and the emulator, counts what the run writes, and kills it at one of its writes."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import Popen
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

COMMIT = "AWSGlue.UpdateTable"
OWN_HEADERS = {"connection", "expect", "host", "transfer-encoding"}


class Gate(ThreadingHTTPServer):
    """Passes requests on. The deadly write, counted from 1, never arrives, or its answer doesn't."""

    daemon_threads = True

    def __init__(self, upstream: str, deadly: int = 0, *, arrives: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.upstream = urlsplit(upstream).netloc
        self.endpoint = f"http://127.0.0.1:{self.server_port}"
        self.writes: list[str] = []
        self.run: Popen[bytes] | None = None
        self.deadly, self._arrives, self._lock = deadly, arrives, Lock()

    def let_in(self, request: str) -> bool:
        """Count a write; whether it may go on."""
        with self._lock:
            self.writes.append(request)
            if len(self.writes) == self.deadly and not self._arrives:
                self._kill()
            return not self._dead

    def let_out(self) -> bool:
        """Whether an answer may go back."""
        with self._lock:
            if len(self.writes) == self.deadly and self._arrives:
                self._kill()
            return not self._dead

    @property
    def _dead(self) -> bool:
        return self.run is not None and self.run.poll() is not None

    def _kill(self) -> None:
        """Spark is a child of the run, and goes with it as it does on Glue."""
        assert self.run is not None
        os.killpg(self.run.pid, signal.SIGKILL)
        self.run.wait()


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Gate

    def _pass_on(self) -> None:
        target = self.headers.get("X-Amz-Target", "")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if (self.command == "PUT" or target == COMMIT) and not self.server.let_in(target or self.path):
            self.close_connection = True
            return
        status, headers, answer = self._asked(body)
        if not self.server.let_out():
            self.close_connection = True
            return
        self._answer(status, headers, answer)

    do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = _pass_on  # noqa: N815 (http.server's names)

    def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection(self.server.upstream, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN_HEADERS}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {*OWN_HEADERS, "content-length"}:
                self.send_header(name, value)
        length = dict(headers).get("content-length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def opened(gate: Gate) -> Iterator[Gate]:
    """Let requests through, until the context ends."""
    thread = Thread(target=gate.serve_forever)
    thread.start()
    try:
        yield gate
    finally:
        gate.shutdown()
        thread.join()
        gate.server_close()
