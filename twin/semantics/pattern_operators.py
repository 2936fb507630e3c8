"""What an event pattern asks of one value of an event.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html says what there is;
the compiler of Event Ruler, the library within EventBridge, what is refused: https://github.com/aws/event-ruler
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from ipaddress import ip_address
from itertools import pairwise
from operator import eq, ge, gt, le, lt
from typing import Any

Test = Callable[[Any], bool]

COMPARISONS: Mapping[object, Callable[[int, int], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}
LOWER, UPPER = (">", ">="), ("<", "<=")
LARGEST = 5_000_000_000
MILLION = 1_000_000


def equal_to(expected: object) -> Test:
    """ "For numbers, EventBridge uses string representation": 300 isn't 300.0, nor is true 1.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
    """
    if isinstance(expected, list):
        raise ValueError("a list in a list")  # noqa: TRY004 - all that is wrong with a pattern is one error
    written = json.dumps(expected)
    return lambda leaf: json.dumps(leaf) == written


def operator_test(expression: Mapping[str, object]) -> Test:
    """Return the test that an operator and its operand make; raise ValueError for one that isn't known."""
    if len(expression) != 1:
        raise ValueError("one operator stands in an object")
    ((operator, operand),) = expression.items()
    if operator not in OPERATORS:
        raise ValueError(f"no operator {operator}")
    return OPERATORS[operator](operand)


def count_wildcards(expected: object) -> int:
    """Count the asterisks of an expected value, the escaped ones too, if it is or excludes a wildcard."""
    written = json.dumps(expected)
    return written.count("*") if isinstance(expected, Mapping) and '"wildcard"' in written else 0


def _numeric(conditions: object) -> Test:
    """Takes one bound, or a lower and then an upper one: "limited to values between -5.0e9 and +5.0e9
    inclusive, with 15 digits of precision, or six digits to the right of the decimal point".
    """
    if not isinstance(conditions, list) or len(conditions) not in {2, 4}:
        raise ValueError("numeric takes one bound or two")
    signs, bounds = conditions[::2], [_bound(each) for each in conditions[1::2]]
    if any(not isinstance(sign, str) or sign not in COMPARISONS for sign in signs):
        raise ValueError(f"numeric compares by {', '.join(map(str, COMPARISONS))}")
    if len(signs) > 1 and (signs[0] not in LOWER or signs[1] not in UPPER or bounds[0] >= bounds[1]):
        raise ValueError("of two bounds of numeric the first is the lower one")
    tests = [(COMPARISONS[sign], bound) for sign, bound in zip(signs, bounds, strict=True)]
    return lambda leaf: _comparable(leaf) and all(holds(_millionths(leaf), bound) for holds, bound in tests)


def _bound(number: object) -> int:
    if not _comparable(number) or _decimal(number) * MILLION % 1:
        raise ValueError(f"{number} is no number up to 5.0e9 with six decimals")
    return _millionths(number)


def _comparable(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(_decimal(value)) <= LARGEST


def _millionths(number: object) -> int:
    """Drop what stands behind six decimals (modelled)."""
    return int(_decimal(number) * MILLION)


def _decimal(number: object) -> Decimal:
    return Decimal(repr(number))


def _anything_but(operand: object) -> Test:
    """Takes strings only, or numbers only, or an operator over strings; no `null` and no `true`."""
    if isinstance(operand, Mapping):
        refused = _texts(operand)
    else:
        values = operand if isinstance(operand, list) else [operand]
        if all(isinstance(each, str) for each in values):
            refused = [equal_to(each) for each in values]
        else:
            refused = [partial(_same_number, _bound(each)) for each in values]
    if not refused:
        raise ValueError("anything-but of nothing")
    return lambda leaf: not any(test(leaf) for test in refused)


def _same_number(bound: int, leaf: object) -> bool:
    return _comparable(leaf) and _millionths(leaf) == bound


def _texts(expression: Mapping[str, object]) -> list[Test]:
    if len(expression) != 1 or not set(expression) <= set(EXCLUDABLE):
        raise ValueError(f"anything-but takes {', '.join(EXCLUDABLE)}")
    ((operator, operand),) = expression.items()
    texts = operand if isinstance(operand, list) else [operand]
    if operator in {"prefix", "suffix"} and not all(isinstance(each, str) and each for each in texts):
        raise ValueError(f"anything-but takes a {operator} that is a string, and not an empty one")
    return [OPERATORS[operator](each) for each in texts]


def _cidr(block: object) -> Test:
    """From the address that is written on to the block's last: 10.0.0.5/24 doesn't hold 10.0.0.4."""
    address, slash, bits = _string(block).partition("/")
    first = ip_address(address)
    if not slash or not re.fullmatch(r"\d{1,3}", bits, re.ASCII) or int(bits) >= first.max_prefixlen:
        raise ValueError("cidr takes an address and the bits of its mask, fewer than all")
    last = int(first) | ((1 << (first.max_prefixlen - int(bits))) - 1)
    return lambda leaf: _within(leaf, first.version, int(first), last)


def _within(leaf: object, version: int, first: int, last: int) -> bool:
    try:
        address = ip_address(leaf) if isinstance(leaf, str) else None
    except ValueError:
        return False
    return address is not None and address.version == version and first <= int(address) <= last


def _prefix(operand: object) -> Test:
    return _text(_written(operand) + ".*")


def _suffix(operand: object) -> Test:
    return _text(".*" + _written(operand))


def _equals_ignore_case(operand: object) -> Test:
    return _text(_either_case(_string(operand)))


def _wildcard(operand: object) -> Test:
    r"""`*` is any text; `\*` is an asterisk, `\\` a backslash, and no other escape nor `**` is allowed."""
    text = _string(operand)
    pieces: Sequence[str] = re.findall(r"\\[*\\]|\*|[^*\\]", text, re.DOTALL)
    if "".join(pieces) != text or ("*", "*") in pairwise(pieces):
        raise ValueError("a wildcard has no ** and escapes nothing but * and backslash")
    return _text("".join(".*" if each == "*" else re.escape(each[-1]) for each in pieces))


def _written(operand: object) -> str:
    if isinstance(operand, Mapping):
        if set(operand) != {"equals-ignore-case"}:
            raise ValueError("within prefix and suffix there is equals-ignore-case alone")
        return _either_case(_string(operand["equals-ignore-case"]))
    return re.escape(_string(operand))


def _either_case(text: str) -> str:
    return "".join(f"(?:{re.escape(letter.upper())}|{re.escape(letter.lower())})" for letter in text)


def _string(operand: object) -> str:
    if not isinstance(operand, str):
        raise ValueError(f"{json.dumps(operand)} is no string")  # noqa: TRY004
    return operand


def _text(regex: str) -> Test:
    whole = re.compile(regex, re.DOTALL)
    return lambda leaf: isinstance(leaf, str) and whole.fullmatch(leaf) is not None


EXCLUDABLE = ("prefix", "suffix", "equals-ignore-case", "wildcard")
OPERATORS: Mapping[str, Callable[[object], Test]] = {
    "anything-but": _anything_but,
    "cidr": _cidr,
    "equals-ignore-case": _equals_ignore_case,
    "numeric": _numeric,
    "prefix": _prefix,
    "suffix": _suffix,
    "wildcard": _wildcard,
}
