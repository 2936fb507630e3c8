"""MiniStack's private parts, reached with care."""

import importlib
from typing import Any

from twin.errors import NotInstalled


def internals(name: str, *attributes: str) -> Any:  # noqa: ANN401 (MiniStack has no types)
    """Return a module of MiniStack's that has what is to be replaced in it; raises NotInstalled."""
    module = importlib.import_module(name)
    for attribute in attributes:
        if not hasattr(module, attribute):
            raise NotInstalled(f"MiniStack has no {name}.{attribute} to replace.")
    return module
