"""A supplier's order desk on loopback: it knows an order by its idempotency key, and fails as it is told."""

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
    """How to answer a request: with a status, or not at all; before or after the order was taken."""

    status: int = 201
    retry_after: str = ""
    takes: bool = False
    hangs_up: bool = False
    after_seconds: float = 0


class OrderDesk(ThreadingHTTPServer):
    """Orders by key, how often each was posted again, and every request's headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.orders: dict[str, dict[str, Any]] = {}
        self.repeated = 0
        self.requests: list[dict[str, str]] = []
        self.script: deque[Reply] = deque()
        self.open = threading.Event()
        self.open.set()
        self.asked = threading.Semaphore(0)
        self._one = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/orders?from=sluice"

    def fail(self, *replies: Reply) -> None:
        """Answer the next requests so."""
        self.script.extend(replies)

    def take(self, key: str, order: dict[str, Any]) -> int:
        """Take an order, or know it again; the same key with another order is refused."""
        with self._one:
            known = self.orders.setdefault(key, order)
            if known is not order:
                self.repeated += 1
            return 201 if known is order else 200 if known == order else 422


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: OrderDesk

    def do_POST(self) -> None:
        desk = self.server
        desk.requests.append(dict(self.headers) | {"path": self.path})
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = desk.script.popleft() if desk.script else None
        desk.asked.release()
        desk.open.wait(OVERDUE_SECONDS)
        if reply is None:
            return self._answer(Reply(desk.take(self.headers["Idempotency-Key"], order)))
        if reply.takes:
            desk.take(self.headers["Idempotency-Key"], order)
        time.sleep(reply.after_seconds)
        return None if reply.hangs_up else self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.retry_after:
            self.send_header("Retry-After", reply.retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def order_desk() -> Iterator[OrderDesk]:
    """Open a desk."""
    with OrderDesk() as desk:
        serving = threading.Thread(target=desk.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield desk
        finally:
            desk.open.set()
            desk.shutdown()
            serving.join()
