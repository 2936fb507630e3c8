"""A supplier of the demo: takes purchase orders over HTTP and delivers at once. A stand-in for a real one."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from twin.loopback import HOST

Order = Mapping[str, Any]
Deliver = Callable[[Order], object]


class SupplierStandIn:
    """Its books: every order by its idempotency key, and how often each was posted."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.orders: dict[str, Order] = {}
        self.posts: Counter[str] = Counter()
        self._deliver: Deliver | None = None
        self._lock = Lock()

    def deliver_with(self, deliver: Deliver) -> None:
        """Deliver each new order from now on, before it is acknowledged."""
        self._deliver = deliver

    def take(self, key: str, order: Order) -> HTTPStatus:
        """Take an order, or know it again."""
        with self._lock:
            self.posts[key] += 1
            if key in self.orders:
                return HTTPStatus.OK
            if self._deliver is None:
                return HTTPStatus.SERVICE_UNAVAILABLE
            self._deliver(order)
            self.orders[key] = order
            return HTTPStatus.CREATED


@contextmanager
def supplier() -> Iterator[SupplierStandIn]:
    """Listen on a free port of this machine for as long as the context lasts."""
    server = ThreadingHTTPServer((HOST, 0), _Desk)
    books = SupplierStandIn(f"http://{HOST}:{server.server_port}/orders")
    server.books = books  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, name="supplier", daemon=True)
    thread.start()
    try:
        yield books
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Desk(BaseHTTPRequestHandler):
    """POST an order, get a status."""

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.books.take(self.headers["Idempotency-Key"], order)  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its names)
        """Log nothing: orders are in the demo's own output."""
