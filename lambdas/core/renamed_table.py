"""Items whose names change: an item under an older name is moved when it is written, once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of
from lambdas.core.optimistic_table import OptimisticTable, TableUnavailable, Version
from lambdas.core.pseudonyms.names import ItemNames

ITEMS_A_TRANSACTION = 12
"""With a new name, an old one and some rivals each they stay below the hundred that DynamoDB takes."""
CANCELLED = "TransactionCanceledException"
OVERTAKEN = frozenset({"ConditionalCheckFailed", "TransactionConflict"})
"""Of a transaction's reasons those that mean: somebody else has written since it was read."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class NamedVersion(Version[Value]):
    """A version of an item, the names that it may have, and the one under which it was read."""

    names: ItemNames
    name: str


NamedItems = Mapping[str, NamedVersion[Value]]


@dataclass(frozen=True, slots=True)
class RenamedTable(Generic[Value]):
    """A table of items by identifier; in the table itself they are called otherwise.

    At most one item of an identifier is there, under whatever name: one is made only while none is under any
    other, and moved in one transaction. Both ways raise ClientError, BotoCoreError, TableUnavailable or what
    `name` raises.
    """

    table: OptimisticTable[str, Value]
    name: Callable[[str], ItemNames]

    def read(self, identifiers: Iterable[str]) -> dict[str, NamedVersion[Value]]:
        """Return every item, those that aren't there yet as new ones."""
        names = {each: self.name(each) for each in identifiers}
        found = self.table.read(each.current for each in names.values())
        absent = [each for each in names.values() if not found[each.current].number]
        # Under older names an item lies only until it is written again: mostly this is asked of new ones.
        found |= self.table.read(name for each in absent for name in each.others)
        return {each: choose(names[each], found) for each in names}

    def write(self, items: NamedItems[Value]) -> set[str]:
        """Write items in the place of the versions that were read; return those that were overtaken."""
        moved = {each for each, item in items.items() if needs_transaction(item)}
        plain = {item.name: each for each, item in items.items() if each not in moved}
        names = self.table.write({name: items[each] for name, each in plain.items()})
        overtaken = {plain[name] for name in names}
        waiting = iter(moved)
        while part := list(islice(waiting, ITEMS_A_TRANSACTION)):
            overtaken |= self._move({each: items[each] for each in part})
        return overtaken

    def _move(self, items: NamedItems[Value]) -> set[str]:
        """Write items under their names in force: together, and one by one if some are overtaken."""
        actions = [action for item in items.values() for action in self._actions(item)]
        try:
            self.table.dynamodb.transact_write_items(TransactItems=actions)
        except ClientError as error:
            if code_of(error) != CANCELLED:
                raise
            if len(items) > 1:
                return {one for each, item in items.items() for one in self._move({each: item})}
            self._require_overtaken(error)
            return set(items)
        return set()

    def _actions(self, item: NamedVersion[Value]) -> Iterator[Any]:
        form, names = self.table.form, item.names
        table, absent = {"TableName": self.table.table}, "attribute_not_exists(version)"
        number = {"version": {"N": str(item.number + 1)}}
        new: Any = {**form.key(names.current), **form.attributes(item.value), **number}
        yield {"Put": {**table, "Item": new, "ConditionExpression": absent}}
        if item.number:
            yield {"Delete": {**table, "Key": form.key(item.name), **_still(item.number)}}
            return
        for each in names.rivals:
            yield {"ConditionCheck": {**table, "Key": form.key(each), "ConditionExpression": absent}}

    def _require_overtaken(self, error: ClientError) -> None:
        response: Any = error.response
        reasons = {str(each.get("Code", "None")) for each in response.get("CancellationReasons", ())}
        if unknown := reasons - OVERTAKEN - {"None"}:
            raise TableUnavailable(f"{self.table.table}: {', '.join(sorted(unknown))}") from error


def _still(number: int) -> Any:  # noqa: ANN401 (a part of a request)
    return {
        "ConditionExpression": "version = :read",
        "ExpressionAttributeValues": {":read": {"N": str(number)}},
    }


def choose(names: ItemNames, found: Mapping[str, Version[Value]]) -> NamedVersion[Value]:
    """Return an item under the name that it has, or else as one that isn't there yet."""
    name = next((each for each in names.every if each in found and found[each].number), names.current)
    return NamedVersion(found[name].value, found[name].number, names, name)


def needs_transaction(item: NamedVersion[Value]) -> bool:
    """Return whether more than one item must stand still: to move it, or while names change."""
    return item.name in item.names.older or (not item.number and bool(item.names.rivals))
