"""What MiniStack's event buses lack, put into its process.

By itself it carries an event to a rule's targets while PutEvents still waits, forgets the time that the
entry gives, and knows no retry and no dead letter. Here it takes events of custom buses, or refuses them as
AWS would, and gives them in order to the twin's data plane, which plays the rules (twin/plane/event_bus.py)
and asks for the events by an action that AWS's EventBridge doesn't have. A queue behind a catch-all rule
would need no such action; but that rule would be listed among the app's own, and a queue keeps no order.
The default bus, on which S3 tells of its objects, is left to MiniStack, and so is an event that one of its
rules sends to another bus: it isn't carried on.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TypeAlias

from twin.loopback import ACCOUNT, REGION
from twin.semantics.put_events import refusal, taken
from twin.services.internals import internals
from twin.services.own_actions import Answer, Document, answering, ask

TAKE = "AWSEvents.TakeAccepted"
REPLACED = ("_dispatch_event", "_put_events", "handle_request")

Kept: TypeAlias = defaultdict[str, list[Document]]
"""The events that each custom bus took."""


def install() -> Kept:
    """Replace what is listed above, and return what will be kept; raises NotInstalled."""
    events = internals("ministack.services.eventbridge", *REPLACED)
    kept: Kept = defaultdict(list)
    events._dispatch_event = _on_the_default_bus(events._dispatch_event)
    events._put_events = _keeping(kept, events._put_events, events.json_response)
    taking = {TAKE: partial(_since, kept)}
    events.handle_request = answering(taking, events.json_response, events.handle_request)
    return kept


def accepted(endpoint: str, bus: str, after: int) -> list[Document]:
    """Return the events that a custom bus took, in order, less the first `after`; raise EmulatorRefused."""
    events: list[Document] = ask(endpoint, TAKE, {"EventBusName": bus, "After": after})["Events"]
    return events


def _on_the_default_bus(dispatch: Callable[..., None]) -> Callable[..., None]:
    """Carries no event of a custom bus."""

    def dispatched(event: Document, *rest: object) -> None:
        if event.get("EventBusName", "default") == "default":
            dispatch(event, *rest)

    return dispatched


def _keeping(
    kept: Kept, put: Callable[..., Answer], respond: Callable[[Document], Answer]
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


def _settled(kept: Kept, entry: Document, result: Document) -> Document:
    bus = entry.get("EventBusName", "default").rpartition("/")[2]
    if bus == "default" or "ErrorCode" in result:
        return result
    if fault := refusal(entry):
        return fault
    kept[bus].append(taken(entry, result["EventId"], time.time(), account=ACCOUNT, region=REGION))
    return result


def _since(kept: Kept, asked: Document) -> Document:
    return {"Events": kept.get(asked["EventBusName"], [])[asked["After"] :]}
