"""An endpoint outside: one POST over HTTPS and its response.

By the standard library: what is posted is too rare for a pool of connections to be worth a dependency.
"""

import ssl
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit, urlunsplit

from lambdas.core.retry_after import parse_retry_after

CONNECT_SECONDS = 2
READ_SECONDS = 5
TRY_SECONDS = CONNECT_SECONDS + READ_SECONDS
"""How long one POST may take: a handler must have as much left."""


class InsecureEndpoint(ValueError):
    """An address to which bodies and tokens would travel in the clear."""


class Unreachable(ConnectionError):
    """A POST without an answer: nobody knows whether the body arrived."""


@dataclass(frozen=True, slots=True)
class EndpointResponse:
    """A status, and for how many seconds the endpoint wants to be left alone."""

    status: int
    retry_after: float


class HttpEndpoint:
    """An address to which bodies are posted, each under its idempotency key."""

    def __init__(self, url: str, token: str | None = None, read_seconds: float = READ_SECONDS) -> None:
        address = urlsplit(url)
        self._secure = address.scheme == "https"
        if not self._secure and (address.scheme, address.hostname) != ("http", "127.0.0.1"):
            raise InsecureEndpoint(f"{url}: must begin with https://, only 127.0.0.1 may do without")
        self._host, self._port = str(address.hostname), address.port
        self._path = urlunsplit(("", "", address.path or "/", address.query, ""))
        self._read_seconds = read_seconds
        self._authorization = {"Authorization": f"Bearer {token}"} if token else {}

    def post(self, body: bytes, key: str) -> EndpointResponse:
        """Post under an idempotency key; raise Unreachable if no answer comes.

        https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key} | self._authorization
        try:
            with closing(self._connection()) as connection:
                connection.connect()
                connection.sock.settimeout(self._read_seconds)
                connection.request("POST", self._path, body, headers)
                answer = connection.getresponse()
                return EndpointResponse(
                    answer.status, parse_retry_after(answer.headers.get("Retry-After", ""))
                )
        except (OSError, HTTPException) as error:
            raise Unreachable(f"{self._host}: {type(error).__name__}: {error}") from error

    def _connection(self) -> HTTPConnection:
        if not self._secure:
            return HTTPConnection(self._host, self._port, timeout=CONNECT_SECONDS)
        return HTTPSConnection(self._host, self._port, timeout=CONNECT_SECONDS, context=self._trust)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()
