"""A webhook of the demo: takes alerts over HTTP, and fails at times. A stand-in for a real one."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from functools import partial
from http import HTTPStatus

from demo.receiver import Body, ReceiverStandIn, listening

LONGER_THAN_ANYBODY_WAITS = 6


class WebhookFault(Enum):
    """What goes wrong with an alert the first time that it is posted."""

    AWAY = "it is not taken"
    SLOW = "it is taken, and answered when nobody waits any more"
    SILENT = "it is taken, and never answered"


FAULTS: Mapping[int, WebhookFault] = {
    1: WebhookFault.SILENT,
    2: WebhookFault.AWAY,
    3: WebhookFault.SLOW,
    5: WebhookFault.AWAY,
    6: WebhookFault.SILENT,
}
"""By the number of the alert, as they come."""


class WebhookStandIn(ReceiverStandIn):
    """Remembers also which alerts its sender knows to be taken, and which of those were posted again."""

    def __init__(self, url: str, *, fails: bool) -> None:
        super().__init__(url)
        self._faults = FAULTS if fails else {}
        self.acknowledged: set[str] = set()
        self.posted_again: list[str] = []

    def take(self, key: str, body: Body) -> HTTPStatus | None:
        """Take an alert, or know it again."""
        if key in self.acknowledged:
            self.posted_again.append(key)
        status = super().take(key, body)
        fault = self._fault(key)
        if fault is WebhookFault.SLOW:
            time.sleep(LONGER_THAN_ANYBODY_WAITS)
        if fault in (WebhookFault.SLOW, WebhookFault.SILENT):
            return None
        if status is not HTTPStatus.SERVICE_UNAVAILABLE:
            self.acknowledged.add(key)
        return status

    def accepts(self, key: str, body: Body) -> bool:  # noqa: ARG002 (the receiver's)
        """Say whether it is there."""
        return self._fault(key) is not WebhookFault.AWAY

    def _fault(self, key: str) -> WebhookFault | None:
        """Return what goes wrong with this post."""
        return self._faults.get([*self.posts].index(key) + 1) if self.posts[key] == 1 else None


@contextmanager
def webhook(*, fails: bool) -> Iterator[WebhookStandIn]:
    """Have it listen for as long as the context lasts."""
    with listening(partial(WebhookStandIn, fails=fails), "alerts") as opened:
        yield opened
