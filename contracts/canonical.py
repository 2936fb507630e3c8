"""The one spelling of a payload: two that say the same are the same, and no conflict.

The order of a list's items is part of what is said.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import NODEFAULT, Struct, inspect

Rewrite: TypeAlias = Callable[[Any], Any]
"""Returns what a decoded value comes to; a dict may be changed in place, and returned."""

LARGEST_WHOLE = 2**53
"""From here on a float can't tell whole numbers apart."""

_WHOLE_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
"""A moment in its one spelling, as nearly all are."""


_WITH_A_POINT = (b".0,", b".0}", b".0]")
"""How a whole number ends that was decoded as a float."""


class Spelling:
    """The spelling of a struct's payloads."""

    def __init__(self, struct: type[Struct]) -> None:
        info = cast("inspect.StructType", inspect.type_info(struct))
        self._remove_defaults = _defaults_remover(info)
        self._rewrite = _struct_rewrite(info)
        self._moments = [each.encode_name for each in info.fields if _rewrite(each.type) is _instant]
        self._has_more = any(_holds_moment(each.type) for each in info.fields)

    def encode(self, payload: Any) -> tuple[bytes, bytes]:  # noqa: ANN401 (JSON)
        """Return a decoded payload in its one spelling, and as it is but for its order and its defaults."""
        former = msgspec.json.encode(self._remove_defaults(payload), order="sorted")
        if self._is_plain(payload, former):
            return former, former
        rewritten = self._remove_defaults(self._rewrite(payload))
        return msgspec.json.encode(rewritten, order="sorted"), former

    def _is_plain(self, payload: Any, encoded: bytes) -> bool:  # noqa: ANN401 (JSON)
        """Tell at little cost that nothing has to be rewritten."""
        if self._has_more or any(end in encoded for end in _WITH_A_POINT) or not isinstance(payload, dict):
            return False
        moments = (payload.get(name) for name in self._moments)
        return all(isinstance(each, str) and _WHOLE_SECOND.fullmatch(each) for each in moments)


def _defaults_remover(info: inspect.StructType) -> Rewrite:
    """Return what takes out of a payload, in place, the members that say only their default."""
    members = [(each.encode_name, way) for each in info.fields if (way := _in_member(each.type))]
    defaults = [
        (each.encode_name, value) for each in info.fields if (value := _default(each)) is not NODEFAULT
    ]
    absent = object()

    def remove(payload: Any) -> Any:  # noqa: ANN401 (JSON)
        if isinstance(payload, dict):
            for name, way in members:
                if name in payload:
                    way(payload[name])
            for name, default in defaults:
                if payload.get(name, absent) == default:
                    del payload[name]
        return payload

    return remove


def _in_member(type_: inspect.Type) -> Rewrite | None:
    """Return what takes defaults out of a member of this type, or nothing: it holds no struct."""
    if isinstance(type_, inspect.StructType):
        return _defaults_remover(type_)
    if isinstance(type_, inspect.VarTupleType | inspect.ListType) and (each := _in_member(type_.item_type)):
        return _each_item(each)
    if isinstance(type_, inspect.UnionType):
        return next((found for one in type_.types if (found := _in_member(one))), None)
    return None


def _struct_rewrite(info: inspect.StructType) -> Rewrite:
    """Return what spells moments as UTC and whole numbers as such, those of unknown members, too."""
    ways = {each.encode_name: _rewrite(each.type) for each in info.fields}

    def rewrite(payload: Any) -> Any:  # noqa: ANN401 (JSON)
        if not isinstance(payload, dict):
            return payload
        return {name: ways.get(name, _plain)(value) for name, value in payload.items()}

    return rewrite


def _rewrite(type_: inspect.Type) -> Rewrite:
    if isinstance(type_, inspect.StructType):
        return _struct_rewrite(type_)
    if isinstance(type_, inspect.VarTupleType | inspect.ListType):
        return _each_item(_rewrite(type_.item_type))
    if isinstance(type_, inspect.UnionType):
        ways = [_rewrite(each) for each in type_.types]
        return next((way for way in ways if way is not _plain), _plain)
    return _instant if isinstance(type_, inspect.DateTimeType) else _plain


def _holds_moment(type_: inspect.Type) -> bool:
    """Tell whether a member has a moment in it, and is none itself."""
    if isinstance(type_, inspect.StructType):
        return any(_rewrite(each.type) is _instant or _holds_moment(each.type) for each in type_.fields)
    if isinstance(type_, inspect.VarTupleType | inspect.ListType):
        return _rewrite(type_.item_type) is _instant or _holds_moment(type_.item_type)
    return isinstance(type_, inspect.UnionType) and any(map(_holds_moment, type_.types))


def _each_item(rewrite: Rewrite) -> Rewrite:
    def rewrite_each(payload: Any) -> Any:  # noqa: ANN401 (JSON)
        return [rewrite(each) for each in payload] if isinstance(payload, list) else payload

    return rewrite_each


def _instant(value: Any) -> Any:  # noqa: ANN401 (JSON)
    try:
        at = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return value
    return msgspec.to_builtins(at.astimezone(UTC)) if at.tzinfo else value


def _plain(value: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _default(field: inspect.Field) -> Any:  # noqa: ANN401 (JSON)
    """Return a field's default as JSON has it, less the defaults in it."""
    value = field.default if field.default_factory is NODEFAULT else field.default_factory()
    if value is NODEFAULT:
        return value
    whole = msgspec.json.decode(msgspec.json.encode(value))
    nested = _in_member(field.type)
    return nested(whole) if nested else whole
