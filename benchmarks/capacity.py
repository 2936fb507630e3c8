"""How large an item is, and what reading and writing it costs."""

from base64 import b64decode
from collections.abc import Mapping
from math import ceil
from typing import Any

WRITE_UNIT = 1024
READ_UNIT = 4096


def item_bytes(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Size of an item (DynamoDB developer guide, CapacityUnitCalculations)."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(*items: Mapping[str, Any] | None) -> int:
    """Units to write an item: of its sizes before and after, the larger one counts, in steps of 1 KB."""
    return max(1, *(ceil(item_bytes(item) / WRITE_UNIT) for item in items if item), 0)


def read_units(size: int) -> int:
    """Units to read so many bytes strongly consistently, in steps of 4 KB; half that if eventually."""
    return max(1, ceil(size / READ_UNIT))


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return _number_bytes(content)
        case "BOOL":
            return 1
        case "B":
            return len(b64decode(content))
        case "BS":
            return sum(len(b64decode(member)) for member in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_bytes(member) for name, member in content.items())
    raise NotImplementedError(kind)


def _number_bytes(text: str) -> int:
    """One byte for two digits (pairs aligned at the decimal point), one more, and one for a minus sign."""
    digits = text.lstrip("-")
    aligned = digits.zfill(len(digits) + len(digits) % 2)
    pairs = [aligned[at : at + 2] for at in range(0, len(aligned), 2)]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return 1 + len(pairs) + text.startswith("-") * bool(pairs)
