"""Hands events to the targets of rules, and tells why one doesn't take them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from twin.semantics.rule_delivery import TargetRefusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin.plane.faults import Faults
    from twin.plane.queues import Queues
    from twin.semantics.rule_delivery import DeadLetter, Dispatch

CODES = {
    "AccessDenied": "NO_PERMISSIONS",
    "AWS.SimpleQueueService.NonExistentQueue": "NO_RESOURCE",
    "QueueDoesNotExist": "NO_RESOURCE",
}
INJECTED = TargetRefusal(
    "ERROR_FROM_TARGET", "The target failed, as a fault of this run wants it.", may_pass=True
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Queues, as all targets are here; `queues` are those that a rule, by its ARN, may send to."""

    queues: Callable[[str], Queues]
    faults: Faults

    def deliver(self, dispatch: Dispatch) -> TargetRefusal | None:
        """Return the event as it is, which is what a target without input settings gets."""
        if self.faults.refuses(dispatch.target.arn, dispatch.attempts + 1):
            return INJECTED
        return self._sent(dispatch, dispatch.target.arn, {})

    def bury(self, letter: DeadLetter) -> str | None:
        """Return the queue that took the dead letter; without one the event is lost."""
        config = letter.dispatch.target.dead_letter_config
        if config is None or self._sent(letter.dispatch, config.arn, letter.attributes()):
            return None
        return config.arn

    def _sent(self, dispatch: Dispatch, arn: str, attributes: dict[str, str]) -> TargetRefusal | None:
        try:
            self.queues(dispatch.rule_arn).send(arn, json.dumps(dispatch.event), attributes)
        except ClientError as error:
            return _refusal(error)
        except BotoCoreError as error:
            return TargetRefusal("CONNECTION_FAILURE", str(error), may_pass=True)
        return None


def _refusal(error: ClientError) -> TargetRefusal:
    """Only answers of 429 and 5xx are followed by a retry.

    https://repost.aws/knowledge-center/eventbridge-resolve-failedinvocation-errors
    """
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    code = error.response["Error"]["Code"]
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TargetRefusal("THROTTLING", str(error), may_pass=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TargetRefusal("ERROR_FROM_TARGET", str(error), may_pass=True)
    return TargetRefusal(CODES.get(code, "SDK_CLIENT_ERROR"), str(error), may_pass=False)
