"""Mapping templates: as much of Velocity as ours use; a template that holds more is refused.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from twin.semantics.java_regex import java_pattern, replace_all, require_replacement
from twin.semantics.properties import Unsupported

PATH = r"\$input\.{}\('\$\.(?P<{}>\w+)'\)"
OVERRIDE = r"#set\(\$context\.responseOverride\.(?P<name>status|header\.[\w-]+) = (?P<value>\d+|'[^']*')\)\n?"
MATCHES = rf"{PATH.format('path', 'asked')}\.matches\('(?P<pattern>[^']*)'\)"
TEXT_MATCHES = r"\$(?P<rewritten>\w+)\.matches\('(?P<shape>[^']*)'\)"
OF_KEY = r"\$(?P<{}>\w+)\.get\(\$context\.identity\.apiKeyId\)"
LATER = rf'{OF_KEY.format("ends")}\.compareTo\("\$context\.requestTimeEpoch"\) > 0'
EQUALS = rf"{OF_KEY.format('map')}\.equals\({PATH.format('path', 'own')}\)(?: && {LATER})?"
REPLACE = r"\.replaceAll\('(?P<what>[^']*)', '(?P<by>[^']*)'\)"
STEPS = r"(?P<steps>(?:\.replaceAll\('[^']*', '[^']*'\))+)"
TOKEN = re.compile(
    "|".join(
        (
            r"(?P<body>\$util\.base64Encode\(\$input\.body\))",
            PATH.format("json", "json"),
            rf"#(?P<branch>if|elseif)\(({MATCHES}|{TEXT_MATCHES}|{EQUALS})\)\n?",
            r"(?P<otherwise>#else\n?)",
            r"(?P<end>#end\n?)",
            OVERRIDE,
            r"#set\(\$(?P<variable>\w+) = (?P<entries>\{[^{}$#]*\})\)\n?",
            rf"#set\(\$(?P<copy>\w+) = \$input\.body{STEPS}\)\n?",
            r"(?P<text>[^$#]+)",
        )
    )
)
FLAT = r"(\.|i\.*(l\.*)*(e\.*)?n)*"


@dataclass
class Rendered:
    """The text, and what the template overrides of the answer: its status, its headers."""

    text: str = ""
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class TemplateScope:
    """What a template knows while it is filled in: a body's fields, whose key asks, and its own variables.

    `requested_at` are seconds since the epoch.
    """

    fields: Mapping[str, Any]
    api_key_id: str
    requested_at: float
    maps: dict[str, Mapping[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def holds(self, branch: re.Match[str]) -> bool:
        """Evaluate a condition. To Velocity, a method of nothing is no."""
        if branch["asked"]:
            return _matches(branch["pattern"], self.fields.get(branch["asked"]))
        if branch["rewritten"]:
            return _matches(branch["shape"], self.texts.get(branch["rewritten"]))
        found = self._of_key(branch["map"])
        equal = found is not None and found == self.fields.get(branch["own"])
        return equal and (branch["ends"] is None or self._is_later(self._of_key(branch["ends"])))

    def _of_key(self, name: str) -> str | None:
        return self.maps.get(name, {}).get(self.api_key_id)

    def _is_later(self, end: str | None) -> bool:
        """Compare as Java's strings do, character by character; the request's time is in milliseconds."""
        return end is not None and end > str(int(self.requested_at * 1_000))


class Template:
    """A template that was read once and is filled in for each request."""

    def __init__(self, text: str) -> None:
        """Raises Unsupported for whatever isn't known."""
        self._tokens = tuple(_tokens(text))
        if not re.fullmatch(FLAT, "".join(_kind(token) for token in self._tokens)):
            raise Unsupported("The twin can't run this mapping template: an #if that isn't flat")

    def render(self, body: str, *, api_key_id: str = "", requested_at: float = 0.0) -> Rendered:
        """Fill it in with a request's or an answer's body.

        `api_key_id`: of the key that came with it, `requested_at`: seconds since the epoch.
        """
        scope, rendered = TemplateScope(_fields(body), api_key_id, requested_at), Rendered()
        speaks, spoken = True, False
        for token in self._tokens:
            if token["branch"]:
                spoken = token["branch"] == "elseif" and (spoken or speaks)
                speaks = not spoken and scope.holds(token)
            elif token["otherwise"]:
                speaks = not (spoken or speaks)
            elif token["end"]:
                speaks, spoken = True, False
            elif speaks:
                _speak(rendered, token, body, scope)
        return rendered


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            raise Unsupported(f"The twin can't run this mapping template: {text[at:].splitlines()[0]}")
        if token["asked"]:
            java_pattern(token["pattern"])
        for step in re.finditer(REPLACE, token["steps"] or ""):
            require_replacement(step["what"], step["by"])
        yield token
        at = token.end()


def _kind(token: re.Match[str]) -> str:
    """A letter a directive; what speaks is a dot."""
    if token["branch"]:
        return "i" if token["branch"] == "if" else "l"
    return "e" if token["otherwise"] else "n" if token["end"] else "."


def _fields(body: str) -> Mapping[str, Any]:
    """A body that is no JSON object has no fields."""
    try:
        whole = json.loads(body)
    except ValueError:
        return {}
    return whole if isinstance(whole, dict) else {}


def _matches(pattern: str, value: object) -> bool:
    """As Java's String.matches: all of it."""
    return isinstance(value, str) and java_pattern(pattern).fullmatch(value) is not None


def _rewrite(text: str, steps: str) -> str:
    for step in re.finditer(REPLACE, steps):
        text = replace_all(text, step["what"], step["by"])
    return text


def _json(name: str, value: object) -> str:
    """Write a field as JSON, which has no number beyond a double's."""
    try:
        return json.dumps(value, allow_nan=False)
    except ValueError:
        raise Unsupported(f"The twin doesn't evaluate $input.json('$.{name}') of {value}") from None


def _speak(rendered: Rendered, token: re.Match[str], body: str, scope: TemplateScope) -> None:
    if token["text"]:
        rendered.text += token["text"]
    elif token["body"]:
        rendered.text += b64encode(body.encode()).decode()
    elif token["json"]:
        rendered.text += _json(token["json"], scope.fields.get(token["json"], ""))
    elif token["variable"]:
        scope.maps[token["variable"]] = json.loads(token["entries"])
    elif token["copy"]:
        scope.texts[token["copy"]] = _rewrite(body, token["steps"])
    elif token["name"] == "status":
        rendered.status = int(token["value"])
    else:
        rendered.headers[token["name"].removeprefix("header.")] = token["value"].strip("'")
