"""A consumer's function in this process: it works as the deployed one does, or goes wrong on purpose."""

import json
from collections.abc import Callable
from typing import Any

from tests.lambdas.batches import plenty
from tests.lambdas.deliveries import Delivery, LedgerFunction

CRASHED, THROTTLED = "crashed", "throttled"
WELL = ""


class Functions:
    """Answers Invoke; `goes` says of a call, by its place, how it goes: WELL, CRASHED, THROTTLED.

    A number is how many of its records a call settles before a fault that may pass.
    """

    def __init__(self, consumer: LedgerFunction) -> None:
        self.goes: Callable[[int], str | int] = lambda _: WELL
        self.events: list[dict[str, Any]] = []
        self.reports: list[Delivery] = []
        self._consumer = consumer

    def reset(self) -> None:
        """Begin anew."""

    async def handle_request(
        self, _method: str, _path: str, _headers: dict[str, str], body: bytes, _query: object, /
    ) -> tuple[int, Any, bytes]:
        """Answer as Lambda does."""
        event = json.loads(body)
        went = self.goes(len(self.events))
        self.events.append(event)
        if went == THROTTLED:
            return 429, {"x-amzn-errortype": "TooManyRequestsException"}, b"{}"
        if went == CRASHED:
            return 200, {"x-amz-function-error": "Unhandled"}, b'{"errorType": "MemoryError"}'
        records = event["Records"]
        settled = int(went) if went != WELL else len(records)
        answer: dict[str, Any] = {"batchItemFailures": []}
        if settled:
            report = self._consumer.handle({"Records": records[:settled]}, plenty)
            self.reports.append(report)
            answer = report.answer
        if settled < len(records) and not answer["batchItemFailures"]:
            failed = records[settled]["kinesis"]["sequenceNumber"]
            answer = {"batchItemFailures": [{"itemIdentifier": failed}]}
        return 200, {}, json.dumps(answer).encode()
