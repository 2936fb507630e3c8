"""MiniStack's DynamoDB inside the test's process: no socket, nothing to start or stop.

moto's PartiQL INSERT replaces a row that exists; DynamoDB's, and MiniStack's, answers DuplicateItem.
"""

import asyncio
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.session import Session, get_session
from ministack.services import dynamodb as emulator

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def answer(request: AWSPreparedRequest, **_: object) -> Any:
    """Answer a prepared request as MiniStack's server would."""
    headers = {
        name.lower(): value.decode() if isinstance(value, bytes) else value
        for name, value in request.headers.items()
    }
    handling = emulator.handle_request(request.method, "/", headers, request.body, {})
    status, answered, body = asyncio.run(handling)
    content = body if isinstance(body, bytes) else body.encode()
    return AWSResponse(request.url, status, answered, _Body(content))


@cache
def _session() -> Session:
    """A session remembers the service's description: reading it takes longer than most tests."""
    return get_session()


def dynamodb() -> "DynamoDBClient":
    """Start with no tables, behind a client whose every request is answered in this process."""
    emulator.reset()
    client = _session().create_client(
        "dynamodb",
        region_name="eu-central-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="111122223333",
        aws_secret_access_key="test",
    )
    client.meta.events.register("before-send.dynamodb", answer)
    return cast("DynamoDBClient", client)
