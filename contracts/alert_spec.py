"""An alert: what of an event somebody outside wants to hear at once, and what people call that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

E = TypeVar("E")

AlertPayload: TypeAlias = Mapping[str, str | int | float | bool | None]
"""The JSON object that is posted."""


@dataclass(frozen=True, kw_only=True)
class AlertSpec(Generic[E]):
    """`payload` returns what an event has to tell, or None for nothing; of the same event always the same.

    It knows no AWS. `nouns` is what people call such alerts.
    """

    nouns: str
    payload: Callable[[E], AlertPayload | None]
