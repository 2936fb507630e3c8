"""The push endpoint over HTTP on this machine: API Gateway has TLS, which this hasn't."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from twin.loopback import HOST
from twin.push.stream import put_record
from twin.semantics import payload
from twin.semantics.gateway import GatewayMethod, Put, Request
from twin.semantics.gateway_answers import JSON, GatewayAnswer, Rejected

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

Serve = Callable[[Request], GatewayAnswer]
CHUNK = 1024 * 1024


class PushServer:
    """Serves one method from its start to its stop; `url` is where an event is posted."""

    def __init__(
        self,
        method: GatewayMethod,
        kinesis: KinesisClient,
        *,
        port: int = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Listen on `port` (0: any free one); `now` is the clock that limits go by."""
        self._method = method
        self._kinesis = kinesis
        self._now = now
        self._counting = threading.Lock()
        self._server = _Server((HOST, port), self.serve)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True)
        self.url = f"http://{HOST}:{self._server.server_port}{method.path}"

    def serve(self, request: Request) -> GatewayAnswer:
        """Serve a request, from its key to the answer of the stream."""
        with self._counting:
            admitted = self._method.admit(request, self._now())
        if isinstance(admitted, GatewayAnswer):
            return admitted
        return self._put(admitted)

    def _put(self, admitted: Put) -> GatewayAnswer:
        try:
            return self._method.answered(*put_record(self._kinesis, admitted.call))
        except Rejected as rejected:
            return self._method.answers.to(rejected)

    def __enter__(self) -> PushServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    """Waits for the requests that it is at before it closes."""

    daemon_threads = False

    def __init__(self, address: tuple[str, int], serve: Serve) -> None:
        self.serve = serve
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole, also one that is too large: a sender that still writes hears no answer."""

    server: _Server
    timeout = 10

    def do_POST(self) -> None:
        self._answer(self._body())

    def do_GET(self) -> None:
        self._answer(b"")

    do_PUT = do_POST  # noqa: N815 (http.server's names)
    do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Log nothing: nobody reads it."""

    def _answer(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.serve(Request(self.command, self.path, headers, body))
        told = answer.body.encode()
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Type": JSON, "Content-Length": len(told)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(told)

    def _body(self) -> bytes:
        """Of what is beyond the limit only as much is kept as shows that it is."""
        left, kept = int(self.headers.get("Content-Length", 0)), b""
        while left and (read := self.rfile.read(min(left, CHUNK))):
            left -= len(read)
            kept = (kept + read)[: payload.MOST_BYTES + 1]
        return kept
