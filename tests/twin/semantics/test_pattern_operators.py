"""What AWS's documentation says of each operator, as facts: what matches, what doesn't, what is refused.

OPERATORS: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
NULLS: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-null-values.html
RULER: https://github.com/aws/event-ruler (README, and JsonRuleCompiler for what is refused)
"""

from typing import Any

import pytest

from twin.semantics.event_pattern import EventPattern
from twin.semantics.properties import Unsupported


def takes(expected: object, value: object) -> bool:
    return EventPattern.parse({"detail": {"field": [expected]}}).matches({"detail": {"field": value}})


@pytest.mark.parametrize(
    ("expected", "matching", "others"),
    [
        # OPERATORS, "Equals", "Empty", "Null"; NULLS
        ("Alice", ["Alice"], ["alice", "Alice ", "", None, ["alice"]]),
        (100, [100], [101, "100", None]),
        ("", [""], [" ", None]),
        (None, [None], ["", "null", 0, False]),
        (True, [True], ["true", 1, False]),
        # eb-event-patterns.html: numbers are compared as they are written
        (300, [300], [300.0]),
        # OPERATORS, "Begins with", and with its ignore case
        ({"prefix": "us-"}, ["us-east-1", "us-"], ["US-east-1", "eu-us-", 5, None]),
        ({"prefix": {"equals-ignore-case": "eventb"}}, ["EventBridge", "EVENTB"], ["event", "an eventb"]),
        # OPERATORS, "Ends with", and with its ignore case
        ({"suffix": ".png"}, ["a.png", ".png"], ["a.PNG", "a.png.gz", None]),
        ({"suffix": {"equals-ignore-case": "tBridge"}}, ["EventBridge", "EVENTBRIDGE"], ["EventBridges"]),
        # OPERATORS, "Equals", whatever the case
        ({"equals-ignore-case": "alice"}, ["ALICE", "alice", "Alice"], ["Alice B", "", 1]),
        # OPERATORS, "Not"; lists of strings only or numbers only
        ({"anything-but": "initializing"}, ["running", "", None, 5], ["initializing"]),
        ({"anything-but": 123}, [122, 123.5, "123"], [123, 123.0]),
        ({"anything-but": ["stopped", "overloaded"]}, ["running"], ["stopped", "overloaded"]),
        ({"anything-but": [100, 200, 300]}, [150, "100"], [100, 200, 300.0]),
        ({"anything-but": {"prefix": "init"}}, ["running", 5], ["initializing", "init"]),
        ({"anything-but": {"prefix": ["init", "stop"]}}, ["running"], ["stopped", "initializing"]),
        ({"anything-but": {"suffix": ".png"}}, ["a.txt", None], ["a.png"]),
        ({"anything-but": {"suffix": [".png", ".jpg"]}}, ["a.txt"], ["a.png", "a.jpg"]),
        ({"anything-but": {"equals-ignore-case": "initializing"}}, ["running"], ["INITIALIZING"]),
        ({"anything-but": {"equals-ignore-case": ["on", "off"]}}, ["idle"], ["On", "OFF"]),
        ({"anything-but": {"wildcard": "*/lib/*"}}, ["/usr/bin/a"], ["/usr/lib/a"]),
        ({"anything-but": {"wildcard": ["*/lib/*", "*/bin/*"]}}, ["/etc/a"], ["/usr/lib/a", "/usr/bin/a"]),
        # an array matches if one of its elements does: eb-event-patterns-arrays.html
        ({"anything-but": "a"}, [["a", "b"]], [["a"], []]),
        # OPERATORS, "Numeric"
        ({"numeric": ["=", 100]}, [100, 100.0, 1e2], ["100", 100.000001, True]),
        ({"numeric": [">", 10, "<=", 20]}, [10.000001, 20], [10, 20.000001, None]),
        ({"numeric": ["<", 10]}, [-5e9, 9.9], [10, -5.000001e9]),
        ({"numeric": ["=", 3.018e2]}, [301.8], [301.9]),
        ({"numeric": [">=", -5.0e9]}, [5.0e9], [5.0e9 + 1]),
        # OPERATORS, "IP address"
        ({"cidr": "10.0.0.0/24"}, ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "10.0.0", "::1", 5]),
        ({"cidr": "2001:db8::/32"}, ["2001:db8::1"], ["2001:db9::1", "10.0.0.1"]),
        # OPERATORS, "Exists"
        ({"exists": True}, [1, "", None, False, [1]], [{"below": 1}, [], {}]),
        ({"exists": False}, [{"c1": 100}, [], {}], [100, None, [100]]),
        # OPERATORS, "Using a wildcard"
        ({"wildcard": "dir/*.png"}, ["dir/a.png", "dir/.png", "dir/b/a.png"], ["dir/a.jpg", "a/dir/a.png"]),
        ({"wildcard": "Simple*Service"}, ["SimpleQueueService", "SimpleService"], ["SimpleQueue"]),
        ({"wildcard": r"hello\*world"}, ["hello*world"], ["hello world", r"hello\*world"]),
        ({"wildcard": r"a\\b*"}, [r"a\b", r"a\bc"], [r"a\\b"]),
        ({"wildcard": "no"}, ["no"], ["not", None]),
    ],
)  # fmt: skip
def test_an_operator_takes_what_the_documentation_says(
    expected: object, matching: list[Any], others: list[Any]
) -> None:
    assert [value for value in matching if not takes(expected, value)] == []
    assert [value for value in others if takes(expected, value)] == []


@pytest.mark.parametrize(
    "expected",
    [
        # RULER: bounds the right way round, within 5.0e9, of six decimals; one bound, or two of a range
        {"numeric": ["<", 5, ">", 1]},
        {"numeric": [">", 5, "<", 1]},
        {"numeric": [">", 5, "<=", 5]},
        {"numeric": ["=", 5, "<", 6]},
        {"numeric": [">", 0, ">", 5]},
        {"numeric": [">", 0, "<", 5, "<", 4]},
        {"numeric": [">", 5.1e9]},
        {"numeric": ["=", 0.0000001]},
        {"numeric": ["=", True]},
        {"numeric": [">", "3"]},
        {"numeric": [">"]},
        {"numeric": [3, ">"]},
        {"numeric": ["about", 3]},
        {"numeric": [[], 3]},
        {"numeric": []},
        {"numeric": 3},
        # RULER: anything-but of strings only or numbers only
        {"anything-but": [1, "a"]},
        {"anything-but": [None]},
        {"anything-but": [True]},
        {"anything-but": [["a"]]},
        {"anything-but": []},
        {"anything-but": None},
        {"anything-but": True},
        {"anything-but": 5.1e9},
        {"anything-but": {"prefix": ""}},
        {"anything-but": {"suffix": ["a", ""]}},
        {"anything-but": {"prefix": []}},
        {"anything-but": {"prefix": "a", "suffix": "b"}},
        {"anything-but": {"prefix": {"equals-ignore-case": "a"}}},
        {"anything-but": {"numeric": ["=", 1]}},
        {"anything-but": {"equals-ignore-case": [1]}},
        {"anything-but": {}},
        # RULER: operands that are strings
        {"prefix": 1},
        {"prefix": {"suffix": "a"}},
        {"suffix": None},
        {"suffix": {"equals-ignore-case": 1}},
        {"equals-ignore-case": ["a"]},
        {"wildcard": 1},
        {"wildcard": "a**b"},
        {"wildcard": r"a\b"},
        {"wildcard": "a\\"},
        # EventBridge weighs them: OPERATORS, "Event pattern wildcard matching complexity"
        {"wildcard": "*a*a*a*a*a*a*"},
        {"cidr": "10.0.0.0"},
        {"cidr": "10.0.0/24"},
        {"cidr": "10.0.0.0/32"},
        {"cidr": "10.0.0.0/-1"},
        {"cidr": "host/24"},
        {"cidr": 10},
        {"exists": 0},
        {"exists": "no"},
        {"exists": None},
        {"prefix": "s", "exists": True},
        {"exactly": "s"},
        {"regex": "s"},
        {},
        ["s"],
    ],
)  # fmt: skip
def test_what_eventbridge_refuses_is_refused_in_one_line(expected: object) -> None:
    with pytest.raises(Unsupported) as refused:
        takes(expected, "s")

    assert str(refused.value).startswith("The twin doesn't evaluate the event pattern at detail.field: ")
    assert "\n" not in str(refused.value)


def test_wildcards_of_a_field_are_weighed_together() -> None:
    patterns = [{"wildcard": f"*/datasync/*.{kind}"} for kind in ("bif", "tif", "tiff")]

    with pytest.raises(Unsupported, match="6 wildcards, which EventBridge may find too complex"):
        EventPattern.parse({"detail": {"key": patterns}})
