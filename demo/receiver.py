"""A stand-in for whoever is posted to, on this machine: it takes each body once, by its idempotency key."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, TypeAlias, TypeVar

from twin.loopback import HOST

Body: TypeAlias = Mapping[str, Any]
StandIn = TypeVar("StandIn", bound="ReceiverStandIn")


class ReceiverStandIn:
    """Its books: every body by its idempotency key, and how often each was posted."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.taken: dict[str, Body] = {}
        self.posts: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, key: str, body: Body) -> HTTPStatus | None:
        """Take a body, or know it again; without a status nothing is answered."""
        with self._lock:
            self.posts[key] += 1
            if key in self.taken:
                return HTTPStatus.OK
            if not self.accepts(key, body):
                return HTTPStatus.SERVICE_UNAVAILABLE
            self.taken[key] = body
            return HTTPStatus.CREATED

    def accepts(self, key: str, body: Body) -> bool:  # noqa: ARG002 (for who is particular)
        """Say whether a new body can be taken now."""
        return True


@contextmanager
def listening(make: Callable[[str], StandIn], path: str) -> Iterator[StandIn]:
    """Have it listen on a free port of this machine for as long as the context lasts."""
    server = ThreadingHTTPServer((HOST, 0), _Desk)
    receiver = make(f"http://{HOST}:{server.server_port}/{path}")
    server.receiver = receiver  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, name=path, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Desk(BaseHTTPRequestHandler):
    """POST a body, get a status."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.receiver.take(self.headers["Idempotency-Key"], body)  # type: ignore[attr-defined]
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its names)
        """Log nothing: what was taken is in the demo's own output."""
