"""Places in a record: `field`, `list[0].field`, `list[*].field`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from msgspec import Meta

NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
STEP = rf"{NAME}(?:\[(?:\*|\d+)\])*"
Path: TypeAlias = Annotated[str, Meta(pattern=rf"^{STEP}(?:\.{STEP})*$")]

_STEPS = re.compile(rf"({NAME})|\[(\*|\d+)\]")
EVERY = "*"


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """A field of an object that is there, whether the field itself is or not."""

    holder: dict[str, Any] | list[Any]
    name: str | int

    @property
    def is_there(self) -> bool:
        """Whether the field has a value."""
        if isinstance(self.holder, dict):
            return self.name in self.holder
        return isinstance(self.name, int) and self.name < len(self.holder)

    @property
    def value(self) -> Any:  # noqa: ANN401 (JSON)
        """The value of a field that is there."""
        return self.holder[self.name]  # type: ignore[index]

    def put(self, value: object) -> None:
        """Set it, at the end of its object if it is new."""
        self.holder[self.name] = value  # type: ignore[index]

    def drop(self) -> None:
        """Take it away."""
        del self.holder[self.name]  # type: ignore[arg-type]


def find_places(record: dict[str, Any], path: str) -> list[FieldPlace]:
    """Return every place that a path leads to; none if something on the way isn't there."""
    *route, last = [name or step for name, step in _STEPS.findall(path)]
    holders: list[Any] = [record]
    for step in route:
        holders = [place.value for holder in holders for place in _at(holder, step) if place.is_there]
    return [place for holder in holders for place in _at(holder, last)]


def _at(holder: object, step: str) -> Iterator[FieldPlace]:
    if isinstance(holder, list) and step == EVERY:
        yield from (FieldPlace(holder, index) for index in range(len(holder)))
    elif isinstance(holder, list) and step.isdigit():
        yield FieldPlace(holder, int(step))
    elif isinstance(holder, dict) and step[0] not in "*0123456789":
        yield FieldPlace(holder, step)
