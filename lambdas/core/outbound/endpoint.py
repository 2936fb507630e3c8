"""An endpoint outside: one POST over HTTPS and its response.

By urllib3, which comes with Lambda's botocore: nothing is used here that one of its releases hasn't.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from lambdas.core.retry_after import parse_retry_after

CONNECT_SECONDS = 2
READ_SECONDS = 5
TRY_SECONDS = CONNECT_SECONDS + READ_SECONDS
"""How long one POST may take: a handler must have as much left."""


IN_HEADERS = "!#$&'()*+,/:;=?@[]^`{|} "
"""Stands in a key as it is; what is no ASCII is encoded, as headers hold nothing else."""


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
        if address.scheme != "https" and (address.scheme, address.hostname) != ("http", "127.0.0.1"):
            raise InsecureEndpoint(f"{url}: must begin with https://, only 127.0.0.1 may do without")
        self._url, self._host = url, str(address.hostname)
        self._pool = PoolManager(timeout=Timeout(connect=CONNECT_SECONDS, read=read_seconds))
        self._authorization = {"Authorization": f"Bearer {token}"} if token else {}

    def post(self, body: bytes, key: str) -> EndpointResponse:
        """Post under an idempotency key; raise Unreachable if no answer comes.

        Who tries again is the caller. A redirect is an answer: the token is for this address and no other.
        https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
        """
        known_by = {"Idempotency-Key": quote(key, safe=IN_HEADERS)}
        headers = {"Content-Type": "application/json"} | known_by | self._authorization
        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=body,
                headers=headers,
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except HTTPError as error:
            raise Unreachable(f"{self._host}: {type(error).__name__}: {error}") from error
        # What it says is not read, so that however much it is takes no memory: the connection goes with it.
        answer.close()
        return EndpointResponse(answer.status, parse_retry_after(answer.headers.get("Retry-After", "")))
