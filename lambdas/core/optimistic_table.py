"""Items that many change: read together, written only where nobody else has written meanwhile."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lambdas.core.ledger import build_insert
from lambdas.core.ledger_row import Attributes

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodb.type_defs import BatchStatementRequestTypeDef

KEYS_A_READ = 100
"""What one BatchGetItem takes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""
WRITES_A_CALL = 25
"""What one BatchExecuteStatement takes (DynamoDB guide, ql-reference.multiplestatements.batching)."""
OVERTAKEN = frozenset({"ConditionalCheckFailed", "DuplicateItem", "TransactionConflict"})
"""Of a statement's error codes those that mean: somebody else has written since it was read."""

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class TableUnavailable(Exception):
    """A read or write that failed: whatever the code, keys and values here have bounds below the table's."""


@dataclass(frozen=True, slots=True)
class Version(Generic[Value]):
    """A value and the number of the version that was read; 0: it isn't there yet."""

    value: Value
    number: int


@dataclass(frozen=True, slots=True)
class ItemCodec(Generic[Key, Value]):
    """The encoding of keys and values in DynamoDB's attribute format."""

    key: Callable[[Key], Attributes]
    key_of: Callable[[Mapping[str, Any]], Key]
    attributes: Callable[[Value], Attributes]
    value_of: Callable[[Mapping[str, Any]], Value]
    new: Callable[[Key], Value]


@dataclass(frozen=True, slots=True)
class OptimisticTable(Generic[Key, Value]):
    """A table of versioned items. Both ways raise ClientError, BotoCoreError or TableUnavailable."""

    dynamodb: "DynamoDBClient" = field(repr=False)
    table: str
    form: ItemCodec[Key, Value]

    def read(self, keys: Iterable[Key]) -> dict[Key, Version[Value]]:
        """Return every item, those that aren't there yet as new ones."""
        wanted = list(dict.fromkeys(keys))
        found = {key: Version(self.form.new(key), 0) for key in wanted}
        for part in _parts(wanted, KEYS_A_READ):
            found.update(self._read(part))
        return found

    def write(self, items: Mapping[Key, Version[Value]]) -> set[Key]:
        """Write items in the place of the versions that were read; return those that were overtaken."""
        overtaken: set[Key] = set()
        for keys in _parts(list(items), WRITES_A_CALL):
            statements = [self._statement(key, items[key]) for key in keys]
            answer = self.dynamodb.batch_execute_statement(Statements=statements)
            codes = (each.get("Error", {}).get("Code", "") for each in answer["Responses"])
            overtaken |= {key for key, code in zip(keys, codes, strict=True) if self._was_overtaken(code)}
        return overtaken

    def _read(self, keys: Sequence[Key]) -> Iterator[tuple[Key, Version[Value]]]:
        wanted: Any = {self.table: {"Keys": [self.form.key(key) for key in keys]}}
        while wanted:
            answer = self.dynamodb.batch_get_item(RequestItems=wanted)
            items, wanted = answer["Responses"].get(self.table, []), answer.get("UnprocessedKeys")
            # An answer holds 16 MiB at most: what is left over of large items is asked for again.
            if wanted and not items:
                raise TableUnavailable(f"{self.table} is throttled: some of its items were not read")
            for item in items:
                yield self.form.key_of(item), Version(self.form.value_of(item), int(item["version"]["N"]))

    def _statement(self, key: Key, item: Version[Value]) -> "BatchStatementRequestTypeDef":
        values = {**self.form.attributes(item.value), "version": {"N": str(item.number + 1)}}
        if not item.number:
            return build_insert(self.table, {**self.form.key(key), **values})
        return _update(self.table, values, {**self.form.key(key), "version": {"N": str(item.number)}})

    def _was_overtaken(self, code: str) -> bool:
        if code and code not in OVERTAKEN:
            raise TableUnavailable(f"{self.table}: {code}")
        return bool(code)


def _update(table: str, values: Attributes, unless_changed: Attributes) -> "BatchStatementRequestTypeDef":
    changes = " ".join(f'SET "{name}"=?' for name in values)
    condition = " AND ".join(f'"{name}"=?' for name in unless_changed)
    parameters: list[Any] = [*values.values(), *unless_changed.values()]
    return {"Statement": f'UPDATE "{table}" {changes} WHERE {condition}', "Parameters": parameters}


def _parts(keys: Sequence[Key], size: int) -> Iterator[Sequence[Key]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
