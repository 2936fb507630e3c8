"""A page of an API's answer: events as the API wrote them, and the cursor behind them."""

from dataclasses import dataclass
from hashlib import sha256

import msgspec
from msgspec import Raw

from contracts.event_parser import UNREADABLE
from lambdas.core.api_source.api import Api

LONGEST_CURSOR = 2_048


class BrokenApiPage(ValueError):
    """An answer that holds no page: the API says something else than it used to, or was cut off."""


@dataclass(frozen=True, slots=True)
class ApiPage:
    """Events as bytes, and the next cursor, none if there is nothing behind them yet."""

    events: tuple[bytes, ...]
    next_cursor: str | None

    @property
    def digest(self) -> str:
        """Tell one page from another by what it holds."""
        return sha256(b"\n".join(self.events)).hexdigest()


def read_page(body: bytes, api: Api) -> ApiPage:
    """Return the page of an answer; raise BrokenApiPage."""
    try:
        fields = msgspec.json.decode(body, type=dict[str, Raw])
        events = msgspec.json.decode(fields[api.events_field], type=tuple[Raw, ...])
        following = msgspec.json.decode(fields.get(api.next_field, Raw(b"null")), type=str | int | None)
        lines = tuple(map(_on_one_line, events))
    except KeyError as missing:
        raise BrokenApiPage(f"The answer has no field {missing}.") from None
    except UNREADABLE as error:
        raise BrokenApiPage(f"The answer is no page: {error}") from None
    return ApiPage(lines, _cursor(following))


def _on_one_line(event: Raw) -> bytes:
    """An event that was printed for people loses the spaces between its fields, which mean nothing."""
    written = bytes(event)
    return bytes(msgspec.json.format(written, indent=-1)) if b"\n" in written else written


def _cursor(following: str | int | None) -> str | None:
    if following is None or following == "":
        return None
    if len(str(following)) > LONGEST_CURSOR:
        raise BrokenApiPage(f"The next cursor is longer than {LONGEST_CURSOR} characters.")
    return str(following)
