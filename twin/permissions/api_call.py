"""A call of an AWS API, and what it needs to be allowed."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call as it came: MiniStack's action and resource of it, and what else AWS looks at."""

    action: str
    resource: str
    method: str = "POST"
    body: bytes = b""
    query: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needed:
    """An action on a resource that has to be allowed for a call."""

    action: str
    resource: str
    context: Mapping[str, object] = field(default_factory=dict)


Evaluate: TypeAlias = Callable[[ApiCall], Iterator[Needed]]
"""Yields what AWS evaluates of a call."""


def document_of(call: ApiCall) -> dict[str, Any]:
    """Return the body of a call in JSON; of another protocol nothing is read."""
    try:
        document = json.loads(call.body or b"{}")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
