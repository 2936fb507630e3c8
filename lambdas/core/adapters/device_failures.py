"""Messages that a topic rule could not put on the stream, as its error action reports them.

https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
"""

from dataclasses import dataclass

import msgspec
from msgspec import Struct

from contracts.event_parser import UNREADABLE, to_broken_contract
from lambdas.core.messages import Message

ANY_SPEAKER = "+"


class FailedPublish(Struct, frozen=True, rename={"payload": "base64OriginalPayload"}):
    """A device's message, where it was published; msgspec reads Base64 as bytes."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class DeviceTopic:
    """The topics on which devices publish: one level of the filter, a plus sign, names who speaks."""

    filter: str

    def speaker(self, topic: str) -> str:
        """Return who may publish on a topic of the filter, an empty name for any other topic."""
        levels, wanted = topic.split("/"), self.filter.split("/")
        if len(levels) != len(wanted):
            return ""
        return levels[wanted.index(ANY_SPEAKER)]

    def open(self, message: Message) -> tuple[bytes, str]:
        """Return a device's payload and who it may speak for; raise BrokenContract for another message."""
        body = message.received
        try:
            failed = msgspec.json.decode(body, type=FailedPublish)
        except UNREADABLE as error:
            raise to_broken_contract(error) from None
        return failed.payload, self.speaker(failed.topic)
