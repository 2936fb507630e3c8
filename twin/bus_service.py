"""What MiniStack's event buses lack, put into its process.

By itself it carries an event to a rule's targets while PutEvents still waits, forgets the time that the
entry gives, and knows no retry and no dead letter. Here it takes events of custom buses, or refuses them as
AWS would, and gives them in order to the twin's data plane, which plays the rules (twin/plane/event_bus.py)
and asks for the events by an action that AWS's EventBridge doesn't have. A queue behind a catch-all rule
would need no such action; but that rule would be listed among the app's own, and a queue keeps no order.
The default bus, on which S3 tells of its objects, is left to MiniStack, and so is an event that one of its
rules sends to another bus: it isn't carried on.
"""

import importlib
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from twin.errors import EmulatorRefused, NotInstalled
from twin.loopback import ACCOUNT, REGION
from twin.semantics.put_events import refusal, taken

TAKE = "AWSEvents.TakeAccepted"
TIMEOUT_SECONDS = 30
REPLACED = ("_dispatch_event", "_put_events", "handle_request")

Document = dict[str, Any]
Answer = tuple[Any, ...]


def install() -> None:
    """Replace what is listed above; raises NotInstalled if something of it isn't there."""
    events: Any = importlib.import_module("ministack.services.eventbridge")
    for name in REPLACED:
        if not hasattr(events, name):
            raise NotInstalled(f"MiniStack has no ministack.services.eventbridge.{name} to replace.")
    kept: defaultdict[str, list[Document]] = defaultdict(list)
    events._dispatch_event = _on_the_default_bus(events._dispatch_event)
    events._put_events = _keeping(kept, events._put_events, events.json_response)
    events.handle_request = _telling(kept, events.json_response, events.handle_request)


def accepted(endpoint: str, bus: str, after: int) -> list[Document]:
    """The events that a custom bus took, in order, but for the first `after`; raises EmulatorRefused."""
    connection = HTTPConnection(urlsplit(endpoint).netloc, timeout=TIMEOUT_SECONDS)
    try:
        asked = json.dumps({"EventBusName": bus, "After": after})
        connection.request("POST", "/", asked, {"X-Amz-Target": TAKE})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != HTTPStatus.OK:
            raise EmulatorRefused(f"MiniStack doesn't tell what {bus} took: {body.decode()}")
    finally:
        connection.close()
    events: list[Document] = json.loads(body)["Events"]
    return events


def _on_the_default_bus(dispatch: Callable[..., None]) -> Callable[..., None]:
    """Carries no event of a custom bus."""

    def dispatched(event: Document, *rest: object) -> None:
        if event.get("EventBusName", "default") == "default":
            dispatch(event, *rest)

    return dispatched


def _keeping(
    kept: defaultdict[str, list[Document]], put: Callable[..., Answer], respond: Callable[[Document], Answer]
) -> Callable[..., Answer]:
    """Keeps the accepted entries of custom buses, and refuses those that EventBridge would."""

    def answered(asked: Document, **options: object) -> Answer:
        answer = put(asked, **options)
        if answer[0] != HTTPStatus.OK:
            return answer
        entries, results = asked.get("Entries", []), json.loads(answer[2])["Entries"]
        settled = [_settled(kept, *each) for each in zip(entries, results, strict=True)]
        failed = sum("ErrorCode" in each for each in settled)
        return respond({"FailedEntryCount": failed, "Entries": settled})

    return answered


def _settled(kept: defaultdict[str, list[Document]], entry: Document, result: Document) -> Document:
    bus = entry.get("EventBusName", "default").rpartition("/")[2]
    if bus == "default" or "ErrorCode" in result:
        return result
    if fault := refusal(entry):
        return fault
    kept[bus].append(taken(entry, result["EventId"], time.time(), account=ACCOUNT, region=REGION))
    return result


def _telling(
    kept: Mapping[str, list[Document]],
    respond: Callable[[Document], Answer],
    others: Callable[..., Awaitable[Answer]],
) -> Callable[..., Awaitable[Answer]]:
    """Answers one action more."""

    async def answered(
        method: str, path: str, headers: Mapping[str, str], body: bytes, query: object
    ) -> Answer:
        if headers.get("x-amz-target") != TAKE:
            return await others(method, path, headers, body, query)
        asked = json.loads(body)
        return respond({"Events": kept.get(asked["EventBusName"], [])[asked["After"] :]})

    return answered
