"""What calls do to tables in memory: the few that the measured designs make, of the bus the one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from benchmarks.capacity import item_bytes, read_units, write_units
from benchmarks.expressions import Bindings, Item, condition, updated
from benchmarks.statements import batch_execute
from benchmarks.tables import Answer, Refused, Tables

Request: TypeAlias = Mapping[str, Any]

_MOST_ACTIONS = 100


@dataclass(frozen=True)
class _Write:
    """An item before and after a write, and whether the write's condition holds."""

    table: str
    before: Item | None
    after: Item
    allowed: bool

    @property
    def units(self) -> int:
        return write_units(self.before, self.after) if self.allowed else write_units(self.before)


def _write(tables: Tables, request: Request) -> _Write:
    """Work out what a Put or an Update would do."""
    bindings = Bindings(request)
    before = tables.find(request["TableName"], request.get("Item") or request["Key"])
    check = request.get("ConditionExpression")
    allowed = check is None or condition(check)(before or {}, bindings)
    if "Item" in request:
        return _Write(request["TableName"], before, dict(request["Item"]), allowed)
    after = updated(before or dict(request["Key"]), request["UpdateExpression"], bindings)
    return _Write(request["TableName"], before, after, allowed)


def _old_item(request: Request, write: _Write) -> dict[str, Any]:
    wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    return {"Item": write.before} if wanted and write.before else {}


def _write_one(tables: Tables, request: Request) -> Answer:
    write = _write(tables, request)
    if not write.allowed:
        raise Refused("ConditionalCheckFailedException", write.units, **_old_item(request, write))
    tables.store(write.table, write.after)
    return Answer({}, write.units)


def _transact(tables: Tables, request: Request) -> Answer:
    """All writes or none; each costs twice its units (developer guide, transaction-apis)."""
    actions = [next(iter(action.values())) for action in request["TransactItems"]]
    writes = [_write(tables, action) for action in actions]
    keys = {(write.table, tables.key(write.table, write.after)) for write in writes}
    if len(actions) > _MOST_ACTIONS or len(keys) < len(actions):
        raise Refused("ValidationException")
    units, count = 2 * sum(write.units for write in writes), len(writes)
    if not all(write.allowed for write in writes):
        reasons = [_reason(action, write) for action, write in zip(actions, writes, strict=True)]
        raise Refused("TransactionCanceledException", units, count, CancellationReasons=reasons)
    for write in writes:
        tables.store(write.table, write.after)
    return Answer({}, units, items=count)


def _reason(action: Request, write: _Write) -> dict[str, Any]:
    if write.allowed:
        return {"Code": "None"}
    return {"Code": "ConditionalCheckFailed", **_old_item(action, write)}


def _get(tables: Tables, request: Request) -> Answer:
    item = tables.find(request["TableName"], request["Key"])
    return Answer({"Item": item} if item else {}, read_units=read_units(item_bytes(item or {})))


def _batch_get(tables: Tables, request: Request) -> Answer:
    found = {
        table: [item for key in wanted["Keys"] if (item := tables.find(table, key))]
        for table, wanted in request["RequestItems"].items()
    }
    asked = sum(len(wanted["Keys"]) for wanted in request["RequestItems"].values())
    units = sum(read_units(item_bytes(item)) for items in found.values() for item in items)
    return Answer({"Responses": found, "UnprocessedKeys": {}}, read_units=units, items=asked)


def _put_events(_tables: Tables, request: Request) -> Answer:
    """The bus takes them all."""
    entries = [{"EventId": str(place)} for place, _ in enumerate(request["Entries"])]
    return Answer({"FailedEntryCount": 0, "Entries": entries}, items=len(entries))


OPERATIONS: Mapping[str, Callable[[Tables, Request], Answer]] = {
    "PutItem": _write_one,
    "UpdateItem": _write_one,
    "TransactWriteItems": _transact,
    "BatchExecuteStatement": batch_execute,
    "GetItem": _get,
    "PutEvents": _put_events,
    "BatchGetItem": _batch_get,
}
