"""Which events a rule or an archive takes.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Any, Self

from twin.semantics.properties import Unsupported

Event = Mapping[str, Any]
Path = tuple[str, ...]
Leaves = Sequence[object]
Test = Callable[[Leaves], bool]

COMPARISONS: Mapping[object, Callable[[float, float], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True, slots=True)
class EventPattern:
    """For an event to match, "the event must contain all the field names listed in the event pattern".

    Each field offers a list of tests, of which one must pass. What the twin doesn't test is refused:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """

    fields: tuple[tuple[Path, tuple[Test, ...]], ...] = ()

    @classmethod
    def parse(cls, pattern: Mapping[str, object]) -> Self:
        """Return a pattern as the template has it; raises Unsupported."""
        return cls(tuple(_fields(pattern, ())))

    def matches(self, event: Event) -> bool:
        return all(any(test(_leaves(event, path)) for test in tests) for path, tests in self.fields)


def _fields(pattern: object, path: Path) -> Iterator[tuple[Path, tuple[Test, ...]]]:
    if not pattern or "$or" in path:
        raise Unsupported(f"The twin can't match events by the pattern at {_dotted(path)}: {pattern!r}")
    if isinstance(pattern, Mapping):
        for name, below in pattern.items():
            yield from _fields(below, (*path, name))
    elif isinstance(pattern, list):
        yield path, tuple(_test(path, expected) for expected in pattern)
    else:
        raise Unsupported(f"A pattern's field must be a list or an object: {_dotted(path)}")


def _test(path: Path, expected: object) -> Test:
    if not isinstance(expected, Mapping):
        return _any(_equal(expected))
    try:
        ((operator, operand),) = expected.items()
        return OPERATORS[operator](operand)
    except (KeyError, TypeError, ValueError):
        raise Unsupported(f"The twin can't test {_dotted(path)} by {dict(expected)}") from None


def _exists(wanted: object) -> Test:
    """ "Exists matching only works on leaf nodes. It does not work on intermediate nodes." """
    if not isinstance(wanted, bool):
        raise TypeError
    return lambda leaves: bool(leaves) is wanted


def _prefix(start: object) -> Test:
    return _any(_starting(start))


def _anything_but(operand: object) -> Test:
    """Takes a value or a list of them, or those that begin with something."""
    if isinstance(operand, Mapping):
        ((_, start),) = operand.items()
        refused = [_starting(start)] if set(operand) == {"prefix"} else []
    else:
        refused = [_equal(each) for each in (operand if isinstance(operand, list) else [operand])]
    if not refused:
        raise ValueError
    return _any(lambda leaf: not any(test(leaf) for test in refused))


def _numeric(conditions: object) -> Test:
    """Takes operators and numbers by turns, all of which must hold."""
    if not isinstance(conditions, list) or not conditions or len(conditions) % 2:
        raise TypeError
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    tests = [(COMPARISONS[sign], bound) for sign, bound in pairs if _number(bound)]
    if len(tests) != len(pairs):
        raise TypeError
    return _any(lambda leaf: _number(leaf) and all(holds(leaf, bound) for holds, bound in tests))


OPERATORS: Mapping[str, Callable[[object], Test]] = {
    "anything-but": _anything_but,
    "exists": _exists,
    "numeric": _numeric,
    "prefix": _prefix,
}


def _any(test: Callable[[Any], bool]) -> Test:
    """Of an event's array one element is enough: "the intersection" of it and the pattern's is "non-empty".

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-arrays.html
    """
    return lambda leaves: any(test(leaf) for leaf in leaves)


def _equal(expected: object) -> Callable[[object], bool]:
    """ "For numbers, EventBridge uses string representation": 300 isn't 300.0, nor is true 1."""
    written = json.dumps(expected)
    return lambda leaf: json.dumps(leaf) == written


def _starting(start: object) -> Callable[[object], bool]:
    if not isinstance(start, str):
        raise TypeError
    return lambda leaf: isinstance(leaf, str) and leaf.startswith(start)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _leaves(value: object, path: Path) -> Leaves:
    """What stands at a path: nothing at a missing or inner node; (modelled) no path leads into a list."""
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return ()
        value = value[name]
    leaves = value if isinstance(value, list) else [value]
    return [leaf for leaf in leaves if not isinstance(leaf, Mapping | list)]


def _dotted(path: Path) -> str:
    return ".".join(path) or "its top"
