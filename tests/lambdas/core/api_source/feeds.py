"""A paged API on loopback: it hands out events in pages, and fails as it is told."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class FaultyAnswer:
    """How to answer one request otherwise than with a page."""

    status: int = 200
    retry_after: str = ""
    body: bytes = b""
    cut_off_at: int | None = None
    hangs_seconds: float = 0
    drips: bool = False
    encoding: str = ""


class Feed(ThreadingHTTPServer):
    """Events in their order; a cursor is how many come before it."""

    daemon_threads = True

    def __init__(self, events: Sequence[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.events = list(events)
        self.least = 0
        self.script: deque[FaultyAnswer] = deque()
        self.asked: list[tuple[str | None, int]] = []
        self.headers: list[dict[str, str]] = []
        self.next_of: Callable[[int, int], Any] = lambda _, following: str(following)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/events?of=shop"

    def fail(self, *troubles: FaultyAnswer) -> None:
        """Answer the next requests so."""
        self.script.extend(troubles)

    def page(self, cursor: str | None, limit: int) -> bytes:
        """Return the page behind a cursor."""
        first = int(cursor or 0)
        events = self.events[first : first + limit]
        following = json.dumps(self.next_of(first, first + len(events))).encode()
        return b'{"events":[%s],"next":%s}' % (b",".join(events), following)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Feed

    def do_GET(self) -> None:
        feed, asked = self.server, parse_qs(urlsplit(self.path).query)
        cursor, limit = asked.get("cursor", [None])[0], int(asked["limit"][0])
        feed.asked.append((cursor, limit))
        feed.headers.append(dict(self.headers))
        trouble = feed.script.popleft() if feed.script else FaultyAnswer()
        time.sleep(trouble.hangs_seconds)
        self._answer(trouble, trouble.body or feed.page(cursor, max(limit, feed.least)))

    def _answer(self, trouble: FaultyAnswer, body: bytes) -> None:
        self.send_response(trouble.status)
        if trouble.retry_after:
            self.send_header("Retry-After", trouble.retry_after)
        if trouble.encoding:
            self.send_header("Content-Encoding", trouble.encoding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if trouble.drips:
            return self._drip(body)
        self.wfile.write(body[: trouble.cut_off_at])
        return None

    def _drip(self, body: bytes) -> None:
        for byte in body:
            try:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def feed_of(events: Sequence[bytes]) -> Iterator[Feed]:
    """Open a feed."""
    with Feed(events) as feed:
        serving = threading.Thread(target=feed.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield feed
        finally:
            feed.shutdown()
            serving.join()
