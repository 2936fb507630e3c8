"""The fields of an event that name a person, and how a person is taken out of a payload."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import msgspec

from contracts.fields import Field

FORGOTTEN = "forgotten"
"""Stands where a person or a token of theirs stood: the same word for everybody, so that it links nothing."""


@dataclass(frozen=True, kw_only=True)
class PersonalFields:
    """The fields of a domain's events that say who it was: the `person`, and `tokens` that stand for them.

    `is_token` says of a token's text whether it stands for anybody; `noun` is what a person is called.
    """

    noun: str
    person: Field
    tokens: tuple[Field, ...] = ()
    is_token: Callable[[str], bool] = bool

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all fields that say who it was."""
        return frozenset(each.name for each in (self.person, *self.tokens))

    def person_of(self, payload: Any) -> str | None:  # noqa: ANN401 (JSON)
        """Return whom a payload names."""
        return _text(payload.get(self.person.name)) if isinstance(payload, dict) else None

    def tokens_of(self, payload: Any) -> frozenset[str]:  # noqa: ANN401 (JSON)
        """Return the tokens of a payload that stand for somebody."""
        if not isinstance(payload, dict):
            return frozenset()
        found = (_text(payload.get(each.name)) for each in self.tokens)
        return frozenset(each for each in found if each and each != FORGOTTEN and self.is_token(each))


@dataclass(frozen=True)
class Person:
    """Somebody to forget: the id by which events name them, and the tokens that stand for nobody else.

    In their own payloads no token stays, whoever else used it.
    """

    fields: PersonalFields
    id: str
    tokens: frozenset[str] = frozenset()

    def is_named_by(self, payload: Any) -> bool:  # noqa: ANN401 (JSON)
        """Tell whether a payload names the person in its own field."""
        return self.fields.person_of(payload) == self.id

    def redact(self, data: bytes) -> bytes | None:
        """Return a record without the person, or None if it doesn't hold them.

        The order of its members and whatever else it says stay. What is no JSON is redacted as text.
        """
        try:
            payload = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._redact_text(data)
        whole = self
        if self.is_named_by(payload):
            whole = replace(self, tokens=self.tokens | self.fields.tokens_of(payload))
        redacted = whole._redact_value(payload, "")
        return None if redacted == payload else msgspec.json.encode(redacted)

    def redact_item(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """Return an item of a table, in DynamoDB's attribute format, without the person."""
        return {name: self._redact_value(value, name) for name, value in item.items()}

    def _redact_value(self, value: Any, name: str) -> Any:  # noqa: ANN401 (JSON)
        if isinstance(value, dict):
            # A value of DynamoDB lies under its type: the name is the one above.
            return {key: self._redact_value(each, name if key == "S" else key) for key, each in value.items()}
        if isinstance(value, list):
            return [self._redact_value(each, name) for each in value]
        if not isinstance(value, str):
            return value
        if value == self.id and name == self.fields.person.name:
            return FORGOTTEN
        return self._words.sub(FORGOTTEN, value) if self._words else value

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        """Find their tokens in a text, the longest first, and not within longer words."""
        tokens = "|".join(re.escape(each) for each in sorted(self.tokens, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])(?:{tokens})(?![\w-])") if tokens else None

    def _redact_text(self, data: bytes) -> bytes | None:
        """Replace their tokens, and their id behind the name of its field, whatever stands around them."""
        text = data.decode("utf-8", "surrogateescape")
        fields = self.fields.person.name, self.id
        name, own = (json.dumps(each, ensure_ascii=False)[1:-1] for each in fields)
        named = rf'("{re.escape(name)}"\s*:\s*"){re.escape(own)}(?=")'
        left = re.sub(named, rf"\g<1>{FORGOTTEN}", text)
        left = self._words.sub(FORGOTTEN, left) if self._words else left
        return None if left == text else left.encode("utf-8", "surrogateescape")


def own_tokens(theirs: Collection[str], of_others: Collection[str]) -> frozenset[str]:
    """Return the tokens that stand for nobody else: one that another person used, too, isn't theirs alone."""
    return frozenset(theirs) - frozenset(of_others) - {FORGOTTEN}


def _text(found: object) -> str | None:
    return found if isinstance(found, str) and found else None
