"""A partner's paged API on this machine. A stand-in for a real one: it hands out what it is given."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from twin.loopback import HOST

PAGE_EVENTS = 7
"""Fewer than it is asked for: several pages come of a few events."""


class PartnerApi:
    """Events in their order; a cursor says how many come before it. The first call is one too many."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.events: list[bytes] = []
        self.pages = 0
        self.refused = 0

    def answer(self, cursor: int) -> tuple[HTTPStatus, bytes]:
        """Return a page, or refuse a call that comes too early."""
        if not self.refused:
            self.refused += 1
            return HTTPStatus.TOO_MANY_REQUESTS, b""
        self.pages += 1
        events = self.events[cursor : cursor + PAGE_EVENTS]
        following = json.dumps(str(cursor + len(events))).encode()
        return HTTPStatus.OK, b'{"events":[%s],"next":%s}' % (b",".join(events), following)


@contextmanager
def partner_api() -> Iterator[PartnerApi]:
    """Listen on a free port of this machine for as long as the context lasts."""
    server = ThreadingHTTPServer((HOST, 0), _Endpoint)
    api = PartnerApi(f"http://{HOST}:{server.server_port}/events")
    server.api = api  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, name="partner-api", daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Endpoint(BaseHTTPRequestHandler):
    """GET a page."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        status, body = self.server.api.answer(int(asked.get("cursor", ["0"])[0]))  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (its names)
        """Log nothing: runs are in the demo's own output."""
