"""Tables in memory, and what a call on them answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from benchmarks.expressions import Item

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a call returns, the capacity that it consumed and the number of items that it touched."""

    body: Mapping[str, Any]
    write_units: int = 0
    read_units: float = 0
    items: int = 1


class Refused(Exception):
    """An answer with an error code."""

    def __init__(self, code: str, units: int = 0, items: int = 1, **more: object) -> None:
        super().__init__(code)
        self.answer = Answer({"__type": code, "message": code, **more}, write_units=units, items=items)


class Tables:
    """Items by table and key."""

    def __init__(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._keys = keys
        self.items: dict[str, dict[Key, Item]] = {table: {} for table in keys}

    def key(self, table: str, attributes: Item) -> Key:
        """Return the key that an item, or a request's Key, has in a table."""
        return tuple(attributes[name]["S"] for name in self._keys[table])

    def find(self, table: str, attributes: Item) -> Item | None:
        """Return the item under a key, if there is one."""
        return self.items[table].get(self.key(table, attributes))

    def store(self, table: str, item: Item) -> None:
        """Put an item in the place of the one under its key."""
        self.items[table][self.key(table, item)] = item
