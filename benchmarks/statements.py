"""The PartiQL that the deployed code writes: each statement of a batch for itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from benchmarks.capacity import write_units
from benchmarks.expressions import Item, Value
from benchmarks.tables import Answer, Refused, Tables

Request: TypeAlias = Mapping[str, Any]
Response: TypeAlias = dict[str, Any]
Statement: TypeAlias = Callable[[Tables, Sequence[Value]], tuple[Response, int]]

MOST_STATEMENTS = 25

_INSERT = re.compile(r"INSERT INTO \"(?P<table>[^\"]+)\" VALUE \{(?P<attributes>.*)\}")
_UPDATE = re.compile(r"UPDATE \"(?P<table>[^\"]+)\" (?P<changes>SET .*) WHERE (?P<condition>.*)")
_INSERTED, _NAMED = re.compile(r"'(\w+)'\s*:\s*\?"), re.compile(r"\"(\w+)\"\s*=\s*\?")


def batch_execute(tables: Tables, request: Request) -> Answer:
    """Run statements, none because of another (developer guide, ql-reference.multiplestatements.batching)."""
    statements = request["Statements"]
    if len(statements) > MOST_STATEMENTS:
        raise Refused("ValidationException")
    done = [_compiled(each["Statement"])(tables, each["Parameters"]) for each in statements]
    responses, units = zip(*done, strict=True)
    return Answer({"Responses": responses}, sum(units), items=len(statements))


@lru_cache
def _compiled(statement: str) -> Statement:
    if match := _INSERT.fullmatch(statement):
        return _insert(match["table"], _INSERTED.findall(match["attributes"]))
    if match := _UPDATE.fullmatch(statement):
        changes, condition = (_NAMED.findall(match[part]) for part in ("changes", "condition"))
        return _update(match["table"], changes, condition)
    raise NotImplementedError(statement)


def _insert(table: str, names: Sequence[str]) -> Statement:
    """An INSERT never replaces (ql-reference.insert)."""

    def insert(tables: Tables, parameters: Sequence[Value]) -> tuple[Response, int]:
        item: Item = dict(zip(names, parameters, strict=True))
        if before := tables.find(table, item):
            return _refused(table, "DuplicateItem"), write_units(before)
        tables.store(table, item)
        return {"TableName": table}, write_units(item)

    return insert


def _update(table: str, changes: Sequence[str], condition: Sequence[str]) -> Statement:
    """An UPDATE of the one item that is as the condition says, or of none (ql-reference.update)."""

    def update(tables: Tables, parameters: Sequence[Value]) -> tuple[Response, int]:
        new = dict(zip(changes, parameters[: len(changes)], strict=True))
        wanted = dict(zip(condition, parameters[len(changes) :], strict=True))
        before = tables.find(table, wanted)
        if before is None or any(before.get(name) != value for name, value in wanted.items()):
            return _refused(table, "ConditionalCheckFailed"), write_units(before)
        tables.store(table, before | new)
        return {"TableName": table}, write_units(before, before | new)

    return update


def _refused(table: str, code: str) -> Response:
    return {"Error": {"Code": code}, "TableName": table}
