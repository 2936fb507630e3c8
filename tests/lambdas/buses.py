"""An event bus in this process: it refuses what EventBridge refuses, and what it is told to refuse."""

import json
from collections.abc import Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, cast

from tests import emulated

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient

MEGABYTE = 1_000_000
OK, DENIED = "", "AccessDeniedException"

Reply = tuple[int, dict[str, str], str]


class EventBus:
    """Answers PutEvents (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html)."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Have taken nothing yet, and be well."""
        self.calls: list[int] = []
        self.taken: list[dict[str, Any]] = []
        self._script: list[Sequence[str]] = []

    def client(self) -> "EventBridgeClient":
        """Make a client whose every request is answered here."""
        return cast("EventBridgeClient", emulated.client("events", self))

    def fail(self, *codes: str) -> None:
        """Fail entries of the next call that isn't scripted yet, each by its code; OK is taken."""
        self._script.append(codes)

    def deny(self) -> None:
        """Refuse the next call whole."""
        self._script.append(DENIED)

    @property
    def details(self) -> list[Any]:
        """What was taken, decoded."""
        return [json.loads(each["Detail"]) for each in self.taken]

    async def handle_request(self, *request: Any) -> Reply:
        """Take a PutEvents request."""
        entries = json.loads(request[3])["Entries"]
        self.calls.append(len(entries))
        codes = self._script.pop(0) if self._script else []
        if isinstance(codes, str):
            return _refusal(codes)
        if len(entries) > 10 or sum(map(_size, entries)) >= MEGABYTE:
            return _refusal("ValidationException")
        return 200, {}, self._take(entries, codes)

    def _take(self, entries: list[dict[str, Any]], codes: Sequence[str]) -> str:
        told = list(zip(entries, chain(codes, repeat(OK)), strict=False))
        self.taken += [entry for entry, code in told if code == OK]
        answers = [{"ErrorCode": code} if code else {"EventId": "1"} for _, code in told]
        return json.dumps({"FailedEntryCount": sum(code != OK for _, code in told), "Entries": answers})


def _refusal(code: str) -> Reply:
    return 400, {}, json.dumps({"__type": code})


def _size(entry: dict[str, Any]) -> int:
    return len((entry["Source"] + entry["DetailType"] + entry["Detail"]).encode())
