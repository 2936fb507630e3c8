"""Calls as MiniStack hands them on, and what AWS evaluates of them."""

import json
from typing import Any

from twin.permissions.api_call import ApiCall
from twin.permissions.api_calls import needed_for


def needed(action: str, resource: str = "*", keys: Any = None, **call: Any) -> list[tuple[str, str]]:
    """Return the actions that a call needs, each with its resource."""
    body = json.dumps(call.pop("body", {})).encode()
    asked = ApiCall(action, resource, body=body, **call)
    return [(each.action, each.resource) for each in needed_for(asked, keys or {})]
