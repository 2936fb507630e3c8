"""Which events a rule or an archive takes.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Self

from twin.semantics.pattern_operators import (
    COMPARISONS,
    OPERATORS,
    Test,
    count_wildcards,
    equal_to,
    operator_test,
)
from twin.semantics.properties import Unsupported

Event = Mapping[str, Any]
Positions = Mapping[str, int]

OR, EXISTS = "$or", "exists"
MOST_COMBINATIONS = 1_000
# EventBridge weighs them, and not in public: this many are accepted for certain.
MOST_WILDCARDS = 5
RESERVED = {*OPERATORS, *map(str, COMPARISONS), EXISTS, "exactly"}


@dataclass(frozen=True, slots=True)
class EventField:
    """A leaf of an event; `positions`: which element it lies in, of each list around it."""

    name: str
    value: object
    positions: Positions


@dataclass(frozen=True, slots=True)
class FieldPattern:
    """One of the tests must pass, or the field may be absent."""

    tests: tuple[Test, ...]
    absent: bool

    def takes(self, value: object) -> bool:
        return any(test(value) for test in self.tests)


Branch = Mapping[str, FieldPattern]


@dataclass(frozen=True, slots=True)
class EventPattern:
    """For an event to match, "the event must contain all the field names listed in the event pattern".

    With `$or` there are several such branches. What the twin doesn't test, and what EventBridge refuses,
    is refused: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """

    branches: tuple[Branch, ...] = ({},)

    @classmethod
    def parse(cls, pattern: Mapping[str, object]) -> Self:
        """Return a pattern as the template has it; raises Unsupported."""
        if (combinations := _combinations(pattern)) > MOST_COMBINATIONS:
            raise _refusal("", f"{combinations} combinations by $or, more than {MOST_COMBINATIONS}")
        return cls(tuple(_branches(pattern, "", reserved=False)))

    def matches(self, event: Event) -> bool:
        fields = tuple(_flatten(event, "", "", {}))
        return any(_fits(sorted(branch.items()), fields, {}) for branch in self.branches)


def _fits(
    wanted: Sequence[tuple[str, FieldPattern]], fields: Sequence[EventField], positions: Positions
) -> bool:
    """Tell whether the fields, by name, are found "within JSON objects" of the same element of each list.

    https://github.com/aws/event-ruler#json-array-matching; "Exists matching only works on leaf nodes."
    """
    if not wanted:
        return True
    (name, pattern), *others = wanted
    found = [each for each in fields if each.name == name and _consistent(each.positions, positions)]
    if not found:
        return pattern.absent and _fits(others, fields, positions)
    return any(
        pattern.takes(each.value) and _fits(others, fields, {**positions, **each.positions}) for each in found
    )


def _consistent(of_field: Positions, so_far: Positions) -> bool:
    return all(so_far.get(array, position) == position for array, position in of_field.items())


def _flatten(value: object, name: str, place: str, positions: Positions) -> Iterator[EventField]:
    """Yield the leaves: "the array structure is crushed out", an empty list or object has none."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flatten(below, f"{name}.{key}" if name else key, f"{place}/{key}", positions)
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from _flatten(below, name, f"{place}/{position}", {**positions, place: position})
    else:
        yield EventField(name, value, positions)


def _combinations(pattern: object) -> int:
    """ "Multiply the total number of arguments from each $or array in the event pattern." """
    if isinstance(pattern, list):
        return prod(map(_combinations, pattern))
    if not isinstance(pattern, Mapping):
        return 1
    alternatives = pattern.get(OR)
    own = len(alternatives) if isinstance(alternatives, list) else 1
    return own * prod(map(_combinations, pattern.values()))


def _branches(pattern: object, path: str, *, reserved: bool) -> list[Branch]:
    if not isinstance(pattern, Mapping) or not pattern:
        raise _refusal(path, "an object with fields was expected")
    branches: list[Branch] = [{}]
    for name, below in pattern.items():
        alternatives = _alternatives(name, below, path, reserved=reserved)
        branches = [_join(branch, other, path) for branch in branches for other in alternatives]
    return branches


def _alternatives(name: str, below: object, path: str, *, reserved: bool) -> list[Branch]:
    if name == OR:
        if not isinstance(below, list) or len(below) < 2:
            raise _refusal(path, "$or takes a list of two objects or more")
        return [branch for each in below for branch in _branches(each, path, reserved=True)]
    here = f"{path}.{name}" if path else name
    if "." in name or (reserved and name in RESERVED):
        raise _refusal(here, "a field of such a name")
    if isinstance(below, list):
        return [{here: _field(here, below)}]
    return _branches(below, here, reserved=reserved)


def _join(one: Branch, other: Branch, path: str) -> Branch:
    if one.keys() & other.keys():
        raise _refusal(path, "a field that is named twice")
    return {**one, **other}


def _field(path: str, expected: Sequence[object]) -> FieldPattern:
    if not expected:
        raise _refusal(path, "an empty list")
    if (wildcards := sum(map(count_wildcards, expected))) > MOST_WILDCARDS:
        raise _refusal(path, f"{wildcards} wildcards, which EventBridge may find too complex")
    try:
        tests = tuple(_test(each) for each in expected if not _wants_absence(each))
    except ValueError as refused:
        raise _refusal(path, str(refused)) from None
    return FieldPattern(tests, absent=len(tests) < len(expected))


def _wants_absence(expected: object) -> bool:
    return isinstance(expected, Mapping) and set(expected) == {EXISTS} and expected[EXISTS] is False


def _test(expected: object) -> Test:
    if not isinstance(expected, Mapping):
        return equal_to(expected)
    if set(expected) != {EXISTS}:
        return operator_test(expected)
    if expected[EXISTS] is not True:
        raise ValueError("exists is true or false")
    return lambda _: True


def _refusal(path: str, reason: str) -> Unsupported:
    return Unsupported(f"The twin doesn't evaluate the event pattern at {path or 'its top'}: {reason}.")
