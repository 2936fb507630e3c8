"""The description of an event or message beside its contract, for readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from msgspec import Struct

Meanings: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CatalogueEntry:
    """One thing that travels; `meanings` has every field, those of a part as `Part.field`."""

    example: Struct
    sender: str
    takers: str
    once: str
    meanings: Meanings

    @property
    def kind(self) -> type[Struct]:
        """Return what it is an example of."""
        return type(self.example)
