"""Text that stands for a member, a token and a card, put in every place of an event."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.contract_breaks import TEST_CARD

MEMBER, TOKEN = "mark-member-7Q", "mark_token_7Q"
CARD = TEST_CARD.replace(" ", "")
PERSONS = (MEMBER, TOKEN, CARD, TEST_CARD)

BASE64 = re.compile("[A-Za-z0-9+/]{24,}={0,2}")


def texts(fields: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every text."""
    if isinstance(fields, str):
        yield path
    pairs = (
        fields.items() if isinstance(fields, dict) else enumerate(fields) if isinstance(fields, list) else ()
    )
    for name, each in pairs:
        yield from texts(each, (*path, name))


def put(fields: Any, path: Sequence[Any], value: Any) -> Any:
    """Return a copy with a value at a path."""
    copy: Any = json.loads(json.dumps(fields))
    place = copy
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return copy


def marks_in(written: Mapping[str, str], marks: Sequence[str] = PERSONS) -> dict[str, list[str]]:
    """Which of the marks stand where, plainly or as Base64."""
    found = {name: [mark for mark in marks if mark in decoded(text)] for name, text in written.items()}
    return {name: there for name, there in found.items() if there}


def decoded(text: str) -> str:
    """Return a text, and behind it what stands in it as Base64."""
    whole = [each for each in BASE64.findall(text) if len(each) % 4 == 0]
    return " ".join([text, *(b64decode(each).decode(errors="replace") for each in whole)])
