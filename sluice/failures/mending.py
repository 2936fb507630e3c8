"""What a recipe makes of a record. Nothing here is sent."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from sluice.failures.lineage import REPAIRED
from sluice.failures.paths import Place, places
from sluice.failures.recipe import Cast, Drop, Form, Predicate, Recipe, Rename, Repair, Set, Where


class CantMend(ValueError):
    """A repair that doesn't fit what it finds, and why."""


def decoded(data: bytes) -> dict[str, Any] | None:
    """The record's fields, if it has any."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, dict) else None


def meets(where: Where, fields: dict[str, Any] | None) -> bool:
    """Tell whether a record's fields are such as a recipe asks for; without any it can't be told."""
    return not where.fields or (fields is not None and all(_meets(each, fields) for each in where.fields))


def mended(recipe: Recipe, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the record after all repairs, in a copy; raises CantMend."""
    result = deepcopy(fields)
    for repair in recipe.repairs:
        # From the last: what is dropped of a list moves those behind it.
        for place in reversed(places(result, repair.field)):
            _mend(repair, place)
    return result


def encoded(fields: dict[str, Any], lineage: dict[str, Any]) -> bytes:
    """Write a record as producers do, on one line, with where it comes from."""
    return json.dumps(fields | {REPAIRED: lineage}, ensure_ascii=False, separators=(",", ":")).encode()


def _meets(predicate: Predicate, fields: dict[str, Any]) -> bool:
    found = places(fields, predicate.field)
    if isinstance(predicate.present, bool):
        return (bool(found) and all(each.is_there for each in found)) is predicate.present
    return bool(found) and all(each.is_there and _agrees(predicate, each.value) for each in found)


def _agrees(predicate: Predicate, value: object) -> bool:
    if isinstance(predicate.matches, str):
        return isinstance(value, str) and re.search(predicate.matches, value) is not None
    # In JSON true is not 1, in Python it is.
    return type(value) is type(predicate.equals) and value == predicate.equals


def _mend(repair: Repair, place: Place) -> None:
    match repair:
        case Set() if isinstance(place.holder, dict) or place.is_there:
            place.put(repair.value)
        case Drop() if place.is_there:
            place.drop()
        case Rename() if place.is_there:
            _rename(place, repair)
        case Cast() if place.is_there:
            place.put(_cast(repair, place.value))


def _rename(place: Place, repair: Rename) -> None:
    if not isinstance(place.holder, dict):
        raise CantMend(f"{repair.field} has no name of its own")
    if repair.to in place.holder:
        raise CantMend(f"{repair.field} can't be renamed: there is a {repair.to} already")
    value = place.value
    place.drop()
    place.holder[repair.to] = value


def _cast(repair: Cast, value: object) -> str | int:
    """Never say the value: it may be what must not be shown."""
    make: dict[Form, Callable[[Any], str | int]] = {
        Form.INTEGER: _integer,
        Form.TEXT: _text,
        Form.TIME: _time,
    }
    try:
        return make[repair.to](value)
    except (TypeError, ValueError, OverflowError) as error:
        raise CantMend(f"{repair.field} can't be made {repair.to} without loss") from error


def _integer(value: Any) -> int:  # noqa: ANN401 (JSON)
    if isinstance(value, bool) or int(number := float(value)) != number or abs(number) > 2**53:
        raise ValueError
    return int(number)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return str(value)


def _time(value: object) -> str:
    """Seconds or milliseconds since the epoch, or a time that says its zone, as a time of UTC."""
    if isinstance(value, str) and not value.isdigit():
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    number = _integer(value)
    seconds = number / 1000 if number > 10**11 else number
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
