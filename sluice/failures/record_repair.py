"""Apply a recipe to a record. Nothing here is sent."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from sluice.failures.occurrence import REPAIRED
from sluice.failures.paths import FieldPlace, find_places
from sluice.failures.recipe import Cast, Drop, Predicate, Recipe, Rename, Repair, Set, ValueKind, Where


class RepairMismatch(ValueError):
    """A repair that doesn't fit what it finds, and why."""


def decode_fields(data: bytes) -> dict[str, Any] | None:
    """Return the record's fields, if it has any."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, dict) else None


def matches(where: Where, fields: dict[str, Any] | None) -> bool:
    """Return whether a record's fields are such as a recipe asks for."""
    return not where.fields or (fields is not None and all(_meets(each, fields) for each in where.fields))


def apply_recipe(recipe: Recipe, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the record after all repairs, in a copy; raises RepairMismatch."""
    result = deepcopy(fields)
    for repair in recipe.repairs:
        # From the last: what is dropped of a list moves those behind it.
        for place in reversed(find_places(result, repair.field)):
            _mend(repair, place)
    return result


def encode_repaired(fields: dict[str, Any], lineage: dict[str, Any]) -> bytes:
    """Write a record as producers do, on one line, with where it comes from."""
    return json.dumps(fields | {REPAIRED: lineage}, ensure_ascii=False, separators=(",", ":")).encode()


def _meets(predicate: Predicate, fields: dict[str, Any]) -> bool:
    found = find_places(fields, predicate.field)
    if isinstance(predicate.present, bool):
        return (bool(found) and all(each.is_there for each in found)) is predicate.present
    return bool(found) and all(each.is_there and _agrees(predicate, each.value) for each in found)


def _agrees(predicate: Predicate, value: object) -> bool:
    if isinstance(predicate.matches, str):
        return isinstance(value, str) and re.search(predicate.matches, value) is not None
    # In JSON true is not 1, in Python it is.
    return type(value) is type(predicate.equals) and value == predicate.equals


def _mend(repair: Repair, place: FieldPlace) -> None:
    match repair:
        case Set() if isinstance(place.holder, dict) or place.is_there:
            place.put(repair.value)
        case Drop() if place.is_there:
            place.drop()
        case Rename() if place.is_there:
            _rename(place, repair)
        case Cast() if place.is_there:
            place.put(_cast(repair, place.value))


def _rename(place: FieldPlace, repair: Rename) -> None:
    if not isinstance(place.holder, dict):
        raise RepairMismatch(f"{repair.field} has no name of its own")
    if repair.to in place.holder:
        raise RepairMismatch(f"{repair.field} can't be renamed: there is a {repair.to} already")
    value = place.value
    place.drop()
    place.holder[repair.to] = value


def _cast(repair: Cast, value: object) -> str | int:
    """Cast a value, and never show it: it may be a card number."""
    make: dict[ValueKind, Callable[[Any], str | int]] = {
        ValueKind.INTEGER: _integer,
        ValueKind.TEXT: _text,
        ValueKind.TIME: _time,
    }
    try:
        return make[repair.to](value)
    except (TypeError, ValueError, OverflowError) as error:
        raise RepairMismatch(f"{repair.field} can't be made {repair.to} without loss") from error


def _integer(value: Any) -> int:  # noqa: ANN401 (JSON)
    if isinstance(value, bool) or int(number := float(value)) != number or abs(number) > 2**53:
        raise ValueError
    return int(number)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return str(value)


def _time(value: object) -> str:
    """Write seconds or milliseconds since the epoch, or a time that says its zone, as a time of UTC."""
    if isinstance(value, str) and not value.isdigit():
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    number = _integer(value)
    seconds = number / 1000 if number > 10**11 else number
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
