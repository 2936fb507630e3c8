"""A fold as simple as can be: each record as it comes, by the keys that control records tell."""

from collections.abc import Iterable
from typing import Any

Message = dict[str, Any]
State = dict[str, list[dict[str, Any]]]


class Fold:
    """Tables by name: rows by key."""

    def __init__(self) -> None:
        self.keys: dict[str, list[str]] = {}
        self.tables: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}

    def take(self, message: Message) -> None:
        """Take in one record."""
        metadata = message["metadata"]
        name = f"{metadata['schema-name']}.{metadata['table-name']}"
        if metadata["record-type"] == "control":
            self._control(name, metadata["operation"], message.get("control", {}))
        elif metadata["operation"] == "delete":
            self.tables[name].pop(self._key(name, message["data"]), None)
        else:
            self._put(name, message["data"], message.get("before-image", {}))

    def _put(self, name: str, data: dict[str, Any], before: dict[str, Any]) -> None:
        rows, key = self.tables[name], self._key(name, data)
        former = rows.pop(self._key(name, data | before), {}) if before else {}
        rows[key] = rows.get(key, {}) | former | data

    def _control(self, name: str, operation: str, control: Message) -> None:
        if operation == "drop-table":
            self.tables.pop(name, None)
            return
        if operation == "rename-table" and control["former"] in self.tables:
            self.tables[name] = self.tables.pop(control["former"])
        self.keys[name] = control.get("table-def", {}).get("primary-key", [])
        rows = self.tables.setdefault(name, {}).values()
        column = control.get("column-name", "")
        for row in rows:
            if operation == "drop-column":
                row.pop(column, None)
            if operation == "add-column":
                row.setdefault(column, None)
            if operation == "rename-column" and control["former"] in row:
                row[column] = row.pop(control["former"])

    def _key(self, name: str, data: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(data[column] for column in self.keys[name])


def folded(messages: Iterable[Message]) -> State:
    """Every table's rows, sorted by their text."""
    fold = Fold()
    for message in messages:
        fold.take(message)
    return {name: sorted(rows.values(), key=repr) for name, rows in fold.tables.items() if "." in name}
