"""Calls an HTTP API a page at a time: bounded in bytes and seconds, tried again where that may help.

By the standard library: urllib3 comes with Lambda's botocore in a release of AWS's choice, and the older ones
can't read what has come and no more, which a bound in seconds needs.
"""

import random
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from lambdas.core.api_source.api import Api
from lambdas.core.api_source.page import ApiPage, BrokenApiPage, read_page
from lambdas.core.retry_after import parse_retry_after

CONNECT_SECONDS = 3.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
CHUNK_BYTES = 65_536
TRANSIENT = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
LOCAL = "127.0.0.1"


class InsecureApi(ValueError):
    """An address to which a token would travel in the clear."""


class ApiUnavailable(ConnectionError):
    """No page came, for a reason that may pass."""


class ApiRefused(RuntimeError):
    """The API won't answer this request however often it is made: token, address or cursor is wrong."""


class ApiPageTooLarge(ValueError):
    """An answer that is over the bound, of which no more was read."""


class RateLimited(ApiUnavailable):
    """The API wants to be left alone for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the API wants no call for {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True)
class ApiClient:
    """An API behind an address; `token` is its bearer token, if it wants one."""

    api: Api
    url: str
    token: str | None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = field(default=random.random)

    def __post_init__(self) -> None:
        """Refuse to speak in the clear, but for a server of this machine."""
        address = urlsplit(self.url)
        if address.scheme != "https" and (address.scheme, address.hostname) != ("http", LOCAL):
            raise InsecureApi(f"{self.url}: must begin with https://, only {LOCAL} may do without")

    def fetch(self, cursor: str | None) -> ApiPage:
        """Return what is behind a cursor; raise ApiUnavailable, ApiRefused, ApiPageTooLarge or BrokenApiPage.

        A page that is too large is asked for again with half the events, down to a single one.
        """
        deadline, events = self.clock() + self.api.page_seconds, self.api.page_events
        while True:
            try:
                return self._fetch(self._target(cursor, events), deadline)
            except ApiPageTooLarge:
                if events == 1:
                    raise
                events //= 2

    def _fetch(self, target: str, deadline: float) -> ApiPage:
        """Try as often as it may help: an answer that was cut off is one of those."""
        for tried in range(1, self.api.tries + 1):
            try:
                return read_page(self._get(target, deadline), self.api)
            except (ApiUnavailable, BrokenApiPage) as failure:
                if tried == self.api.tries or not self._wait(tried, failure, deadline):
                    raise
        raise AssertionError("the last try returns or raises")

    def _wait(self, tried: int, failure: Exception, deadline: float) -> bool:
        """Pause before the next try; say no if there is no time for one.

        https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        """
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**tried) * self.jitter()
        if isinstance(failure, RateLimited):
            if failure.seconds > self.api.wait_seconds:
                return False
            pause += failure.seconds
        if self.clock() + pause >= deadline:
            return False
        self.sleep(pause)
        return True

    def _get(self, target: str, deadline: float) -> bytes:
        try:
            with closing(self._connection()) as connection:
                connection.connect()
                connection.sock.settimeout(max(0.1, deadline - self.clock()))
                connection.request("GET", target, headers=dict(self._headers))
                response = connection.getresponse()
                _require_page(response)
                return self._read(response, deadline)
        except (OSError, HTTPException) as error:
            if isinstance(error, ApiUnavailable):
                raise
            raise ApiUnavailable(f"{self._host}: {type(error).__name__}: {error}") from error

    def _read(self, response: HTTPResponse, deadline: float) -> bytes:
        """Read no more than the bound, and no longer than the deadline, however slowly it drips."""
        body = bytearray()
        while part := response.read1(CHUNK_BYTES):
            body += part
            if len(body) > self.api.page_bytes:
                raise ApiPageTooLarge(f"The answer has more than {self.api.page_bytes:,} bytes.")
            if self.clock() >= deadline:
                raise ApiUnavailable(f"the answer took longer than {self.api.page_seconds:g} s")
        if response.length:
            raise ApiUnavailable(f"the answer ended {response.length:,} bytes early")
        return bytes(body)

    def _target(self, cursor: str | None, events: int) -> str:
        address = urlsplit(self.url)
        asked = {self.api.limit_parameter: str(events)}
        if cursor is not None:
            asked[self.api.cursor_parameter] = cursor
        given = f"{address.query}&" if address.query else ""
        return f"{address.path or '/'}?{given}{urlencode(asked)}"

    def _connection(self) -> HTTPConnection:
        address = urlsplit(self.url)
        if address.scheme == "https":
            return HTTPSConnection(
                self._host, address.port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
            )
        return HTTPConnection(self._host, address.port, timeout=CONNECT_SECONDS)

    @property
    def _host(self) -> str:
        return str(urlsplit(self.url).hostname)

    @cached_property
    def _headers(self) -> Mapping[str, str]:
        """Without compression: a small answer that unpacks to a huge one can't come."""
        fixed = {"Accept": "application/json", "Accept-Encoding": "identity"}
        return fixed | ({"Authorization": f"Bearer {self.token}"} if self.token else {})


def _require_page(response: HTTPResponse) -> None:
    """Sort an answer by its status: https://www.rfc-editor.org/rfc/rfc9110#name-status-codes."""
    status = response.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimited(parse_retry_after(response.headers.get("Retry-After", "")))
    if status == HTTPStatus.SERVICE_UNAVAILABLE and "Retry-After" in response.headers:
        raise RateLimited(parse_retry_after(response.headers["Retry-After"]))
    if status in TRANSIENT:
        raise ApiUnavailable(f"the API answered {status}")
    if status != HTTPStatus.OK:
        raise ApiRefused(f"the API answered {status}: {HELP.get(status, 'its address or its rules changed')}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise ApiRefused("the API compresses its answer although it was asked not to")


HELP: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the token in the secret is wrong or has expired",
    HTTPStatus.FORBIDDEN: "the token in the secret may not read this",
    HTTPStatus.NOT_FOUND: "nothing is at this address",
    HTTPStatus.GONE: "the cursor is too old for it: set the checkpoint anew",
}
