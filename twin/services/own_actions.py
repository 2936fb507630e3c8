"""Actions that AWS's EventBridge doesn't have: by them the data plane asks what MiniStack's process keeps."""

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from twin.errors import EmulatorRefused

TIMEOUT_SECONDS = 30

Document = dict[str, Any]
Answer = tuple[Any, ...]
Handler = Callable[..., Awaitable[Answer]]
Action = Callable[[Document], Document]


def ask(endpoint: str, action: str, request: Document) -> Document:
    """Call an action of the emulator at `endpoint`; raises EmulatorRefused."""
    connection = HTTPConnection(urlsplit(endpoint).netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/", json.dumps(request), {"X-Amz-Target": action})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK:
        raise EmulatorRefused(f"MiniStack doesn't answer {action} of {request}: {body.decode()}")
    told: Document = json.loads(body)
    return told


def answering(
    actions: Mapping[str, Action], respond: Callable[[Document], Answer], others: Handler
) -> Handler:
    """Answer these actions, and leave all `others` to MiniStack."""

    async def answered(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: object
    ) -> Answer:
        action = actions.get(headers.get("x-amz-target", ""))
        if action is None:
            return await others(method, path, headers, body, query)
        return respond(action(json.loads(body)))

    return answered
