"""Who is posted to, on loopback: it knows a body by its idempotency key, and fails as it is told."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OVERDUE_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """How to answer a request: with a status, or not at all; before or after the body was taken."""

    status: int = 201
    retry_after: str = ""
    location: str = ""
    takes: bool = False
    hangs_up: bool = False
    after_seconds: float = 0


class Receiver(ThreadingHTTPServer):
    """Bodies by key, how often one was posted again, and every request's headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken: dict[str, dict[str, Any]] = {}
        self.repeated = 0
        self.requests: list[dict[str, str]] = []
        self.script: deque[Reply] = deque()
        self.open = threading.Event()
        self.open.set()
        self.asked = threading.Semaphore(0)
        self._one = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/taken?from=sluice"

    def fail(self, *replies: Reply) -> None:
        """Answer the next requests so."""
        self.script.extend(replies)

    def take(self, key: str, body: dict[str, Any]) -> int:
        """Take a body, or know it again; the same key with another body is refused."""
        with self._one:
            known = self.taken.setdefault(key, body)
            if known is not body:
                self.repeated += 1
            return 201 if known is body else 200 if known == body else 422


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Receiver

    def do_POST(self) -> None:
        there = self.server
        there.requests.append(dict(self.headers) | {"path": self.path})
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = there.script.popleft() if there.script else None
        there.asked.release()
        there.open.wait(OVERDUE_SECONDS)
        if reply is None:
            return self._answer(Reply(there.take(self.headers["Idempotency-Key"], body)))
        if reply.takes:
            there.take(self.headers["Idempotency-Key"], body)
        time.sleep(reply.after_seconds)
        return None if reply.hangs_up else self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.retry_after:
            self.send_header("Retry-After", reply.retry_after)
        if reply.location:
            self.send_header("Location", reply.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Open one."""
    with Receiver() as there:
        serving = threading.Thread(target=there.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield there
        finally:
            there.open.set()
            there.shutdown()
            serving.join()
