from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.semantics.event_pattern import EventPattern
from twin.semantics.properties import Unsupported

EVENT = {
    "source": "sluice",
    "detail-type": "StockLow",
    "resources": ["arn:a", "arn:b"],
    "detail": {"store": {"id": "367"}, "on_hand": 3, "price": 3.0, "told": True, "note": None, "lines": []},
}


def matches(pattern: dict[str, Any], event: dict[str, Any] = EVENT) -> bool:
    return EventPattern.parse(pattern).matches(event)


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["other", "sluice"]},
        {"source": ["sluice"], "detail-type": [{"prefix": "Stock"}]},
        {"resources": ["arn:b"]},
        {"detail": {"store": {"id": ["367"]}, "on_hand": [3]}},
        {"detail": {"note": [None]}},
        {"detail": {"note": [{"exists": True}]}},
        {"replay-name": [{"exists": False}, {"prefix": "reorder-"}]},
        {"detail": {"store": [{"exists": False}]}},
        {"detail": {"lines": [{"exists": False}]}},
        {"detail": {"store": {"name": {"short": [{"exists": False}]}}}},
        {"source": [{"anything-but": ["aws.s3", "aws.ec2"]}]},
        {"source": [{"anything-but": "aws.s3"}]},
        {"source": [{"anything-but": {"prefix": "aws."}}]},
        {"detail": {"on_hand": [{"numeric": [">", 0, "<=", 3]}]}},
        {"detail": {"price": [{"numeric": ["=", 3]}]}},
    ],
)
def test_takes_an_event_that_holds_what_the_pattern_names(pattern: dict[str, Any]) -> None:
    assert matches(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        {"source": ["Sluice"]},
        {"source": ["sluice"], "detail-type": [{"prefix": "stock"}]},
        {"resources": ["arn:c"]},
        {"detail": {"on_hand": ["3"]}},
        {"detail": {"price": [3]}},
        {"detail": {"told": [1]}},
        {"detail": {"store": [{"exists": True}]}},
        {"detail": {"store": {"id": [{"exists": False}]}}},
        {"source": [{"anything-but": ["sluice"]}]},
        {"source": [{"anything-but": {"prefix": "slu"}}]},
        {"missing": [{"anything-but": "sluice"}]},
        {"detail": {"on_hand": [{"prefix": "3"}]}},
        {"detail": {"on_hand": [{"numeric": [">", 3]}]}},
        {"detail": {"told": [{"numeric": ["=", 1]}]}},
        {"detail": {"store": {"id": {"deeper": ["367"]}}}},
    ],
)
def test_leaves_an_event_that_does_not(pattern: dict[str, Any]) -> None:
    assert not matches(pattern)


@pytest.mark.parametrize(("replay", "taken"), [("reorder-7", True), ("audit", False)])
def test_tells_a_replay_by_its_name(replay: str, *, taken: bool) -> None:
    pattern = {"replay-name": [{"exists": False}, {"prefix": "reorder-"}]}

    assert matches(pattern, {**EVENT, "replay-name": replay}) is taken


def test_takes_every_event_without_a_pattern() -> None:
    assert EventPattern().matches(EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        {},
        {"source": []},
        {"source": {}},
        {"source": "sluice"},
        {"detail": {"lines": ["a", {"numeric": ["=", "1"]}]}},
        {"detail": {"store.id": ["367"]}},
        {"$or": [{"source": ["sluice"]}]},
        {"$or": {"source": ["sluice"]}},
        {"$or": [{"source": ["sluice"]}, ["sluice"]]},
        {"$or": [{"source": ["sluice"]}, {}]},
        {"$or": [{"numeric": [1]}, {"source": ["sluice"]}]},
        {"$or": [{"detail": {"prefix": ["a"]}}, {"source": ["sluice"]}]},
        {"source": ["sluice"], "$or": [{"source": ["a"]}, {"id": ["b"]}]},
    ],
)
def test_refuses_what_eventbridge_refuses_or_does_not_promise(pattern: dict[str, Any]) -> None:
    with pytest.raises(Unsupported, match=r"^The twin doesn't evaluate the event pattern at [^\n]+\.$"):
        EventPattern.parse(pattern)


def test_refuses_more_than_a_thousand_combinations() -> None:
    """eb-create-pattern-operators.html, on `$or`: "over 1000 rule combinations"."""

    def pattern(*alternatives: int) -> dict[str, Any]:
        return {
            f"field-{at}": {"$or": [{f"value-{each}": [each]} for each in range(count)]}
            for at, count in enumerate(alternatives)
        }

    assert len(EventPattern.parse(pattern(10, 10, 10)).branches) == 1_000
    with pytest.raises(Unsupported, match="1100 combinations"):
        EventPattern.parse(pattern(10, 10, 11))


METRIC = {"source": "aws.cloudwatch", "metricType": "MetricType", "namespace": "AWS/EC2", "spaceId": 1000}


@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ({"$or": [{"scope": ["Service"]}, {"namespace": ["AWS/EC2", "AWS/ES"]}]}, True),
        ({"$or": [{"scope": ["Service"]}, {"namespace": ["AWS/ES"]}]}, False),
        ({"source": ["aws.ec2"], "$or": [{"scope": ["Service"]}, {"namespace": ["AWS/EC2"]}]}, False),
        ({"$or": [{"metricType": ["MetricType"], "namespace": ["AWS/ES"]}, {"scope": ["Service"]}]}, False),
        (
            {
                "source": ["aws.cloudwatch"],
                "$or": [
                    {"scope": ["Service"]},
                    {"metricType": ["MetricType"], "$or": [{"metricId": [1234]}, {"spaceId": [1000]}]},
                ],
            },
            True,
        ),
    ],
)
def test_of_the_branches_of_or_one_must_match(pattern: dict[str, Any], *, taken: bool) -> None:
    """https://github.com/aws/event-ruler: its examples of `$or`, alone, beside others and nested."""
    assert matches(pattern, METRIC) is taken


EMPLOYEES = [("John", "Doe"), ("Anna", "Smith"), ("Peter", "Jones")]
FLAT = [{"firstName": first, "lastName": last} for first, last in EMPLOYEES]


@pytest.mark.parametrize("employees", [FLAT, [FLAT[:2], FLAT[2:]]])
@pytest.mark.parametrize(
    ("pattern", "taken"),
    [
        ({"firstName": ["Anna"]}, True),
        ({"firstName": ["Anna"], "lastName": ["Smith"]}, True),
        ({"firstName": ["Anna"], "lastName": ["Jones"]}, False),
        ({"firstName": ["Carl"]}, False),
        ({"firstName": [{"exists": True}]}, True),
        ({"firstName": [{"exists": False}]}, False),
        ({"middleName": [{"exists": False}]}, True),
        ({"firstName": ["Anna"], "middleName": [{"exists": False}]}, True),
    ],
)
def test_fields_of_a_list_match_within_one_of_its_elements(
    employees: list[Any], pattern: dict[str, Any], *, taken: bool
) -> None:
    """https://github.com/aws/event-ruler#json-array-matching, one list and lists in a list."""
    assert matches({"employees": pattern}, {"employees": employees}) is taken


def test_a_field_is_absent_where_the_element_that_matched_lacks_it() -> None:
    event = {"lines": [{"sku": "a"}, {"sku": "b", "unit": "kg"}]}

    assert matches({"lines": {"sku": ["a"], "unit": [{"exists": False}]}}, event)
    assert not matches({"lines": {"sku": ["b"], "unit": [{"exists": False}]}}, event)


NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text("xyz", max_size=2)
OBJECTS = st.dictionaries(NAMES, SCALARS, min_size=1)
EVENTS = st.dictionaries(NAMES, SCALARS | OBJECTS, min_size=1)


def as_pattern(value: dict[str, Any]) -> dict[str, Any]:
    return {name: as_pattern(below) if isinstance(below, dict) else [below] for name, below in value.items()}


def leaves(value: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Every leaf, by what holds it and its name there."""
    below = [leaf for each in value.values() if isinstance(each, dict) for leaf in leaves(each)]
    return [(value, name) for name, each in value.items() if not isinstance(each, dict)] + below


@given(EVENTS, st.data())
def test_an_event_matches_its_own_values_and_no_longer_with_one_changed(
    event: dict[str, Any], data: st.DataObject
) -> None:
    pattern = EventPattern.parse(as_pattern(event))
    changed = deepcopy(event)
    holder, name = data.draw(st.sampled_from(leaves(changed)))
    holder[name] = data.draw(SCALARS.filter(lambda each: repr(each) != repr(holder[name])))

    assert pattern.matches(event)
    assert not pattern.matches(changed)


@given(st.lists(OBJECTS), st.lists(OBJECTS), OBJECTS)
def test_a_list_of_objects_matches_if_one_of_them_does(
    lines: list[dict[str, Any]], others: list[dict[str, Any]], wanted: dict[str, Any]
) -> None:
    def holds(line: dict[str, Any]) -> bool:
        return all(name in line and repr(line[name]) == repr(value) for name, value in wanted.items())

    pattern = EventPattern.parse({"detail": {"lines": as_pattern(wanted)}})

    assert pattern.matches({"detail": {"lines": [lines, others]}}) is any(map(holds, lines + others))
