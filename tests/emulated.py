"""MiniStack's services inside the test's process, and others like them: no socket, nothing to start or stop.

moto's PartiQL INSERT replaces a row that exists; DynamoDB's, and MiniStack's, answers DuplicateItem.
moto's listing of versions passes over the first key behind a key marker.
"""

from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import parse_qs, unquote, urlsplit

from boto3.session import Session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from ministack.services import dynamodb as tables
from ministack.services import s3 as buckets

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_s3 import S3Client


PLAIN = Config(user_agent="tests")
"""To spell out for each request what sends it would take a seventh of its time."""


class Service(Protocol):
    """What answers requests: a module of MiniStack is one."""

    def reset(self) -> None:
        """Forget everything."""

    def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]], /
    ) -> Coroutine[Any, Any, tuple[int, Any, bytes | str]]:
        """Return status, headers and body."""


class _Body(BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.getvalue()


def answer(service: Service, request: AWSPreparedRequest, **_: object) -> Any:
    """Answer a prepared request as MiniStack's server would."""
    headers = {
        name.lower(): value.decode() if isinstance(value, bytes) else value
        for name, value in request.headers.items()
    }
    asked = urlsplit(request.url)
    query = parse_qs(asked.query, keep_blank_values=True)
    body: Any = request.body
    body = body.read() if hasattr(body, "read") else body
    handling = service.handle_request(request.method, unquote(asked.path), headers, body or b"", query)
    status, answered, content = _driven(handling)
    content = content if isinstance(content, bytes) else content.encode()
    return AWSResponse(request.url, status, answered, _Body(content))


def _driven(handling: Coroutine[Any, Any, tuple[int, Any, bytes | str]]) -> tuple[int, Any, bytes | str]:
    """What it comes to: nothing here waits, and an event loop would take a third of a request's time."""
    try:
        handling.send(None)
    except StopIteration as done:
        answered: tuple[int, Any, bytes | str] = done.value
        return answered
    raise AssertionError("a service in this process has to answer at once")


def client_error(code: str, status: int) -> ClientError:
    """What a client raises of an answer with this code and HTTP status."""
    answer: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "Call")


@contextmanager
def refusing(client: Any, call: str, code: str, status: int) -> Iterator[None]:
    """Have every call of this name, such as s3.GetObject, refused before it is sent."""

    def refuse(**_: object) -> None:
        raise client_error(code, status)

    client.meta.events.register(f"before-call.{call}", refuse)
    try:
        yield
    finally:
        client.meta.events.unregister(f"before-call.{call}", refuse)


@cache
def _session() -> Any:
    """A session remembers the service's description: reading it takes longer than most tests."""
    return Session()


def dynamodb() -> "DynamoDBClient":
    """Start with no tables, behind a client whose every request is answered in this process."""
    return cast("DynamoDBClient", client("dynamodb", tables))


def s3() -> "S3Client":
    """Start with no buckets, likewise."""
    return cast("S3Client", client("s3", buckets))


def client(name: str, service: Service) -> Any:
    """Make a client whose every request this service answers."""
    service.reset()
    made = _session().client(
        name,
        region_name="eu-central-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="111122223333",
        aws_secret_access_key="test",
        config=PLAIN,
    )
    made.meta.events.register(f"before-send.{name}", partial(answer, service))
    return made
