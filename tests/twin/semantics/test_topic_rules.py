"""Of the rules on a message at least one takes it, and none changes an event's meaning."""

import json
from base64 import b64decode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.adapters.device_failures import FailedPublish
from lambdas.core.contract import digest
from tests.lambdas.sales import encoded, sale
from tests.synthesis import templates
from twin.semantics.properties import Unsupported
from twin.semantics.topic_rule_sql import Publish, TopicQuery, level, matches, substituted
from twin.semantics.topic_rules import TopicRule

TOPIC = "sluice/full/367/events"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


def rules() -> list[TopicRule]:
    """The rules of the template, their references filled in."""
    resources = templates("full")["Sluice-full-Sources"]["Resources"]
    return [
        TopicRule.from_properties(name, {"TopicRulePayload": _filled(each["Properties"]["TopicRulePayload"])})
        for name, each in resources.items()
        if each["Type"] == "AWS::IoT::TopicRule"
    ]


def _filled(value: object) -> object:
    if isinstance(value, list):
        return [_filled(each) for each in value]
    if isinstance(value, dict):
        intrinsic = any(name == "Ref" or name.startswith("Fn::") for name in value)
        return "any" if intrinsic else {name: _filled(each) for name, each in value.items()}
    return value


def taking(payload: bytes, topic: str = TOPIC) -> list[str]:
    """The conditions of the rules that take a message."""
    return [rule.query.condition for rule in rules() if rule.query.takes(Publish(topic, payload))]


@pytest.mark.parametrize(
    ("payload", "condition"),
    [
        (encoded(sale(1)), "store_id = topic(3)"),
        (encoded(sale(1, store="381")), "store_id <> topic(3)"),
        (b'{"store_id":null}', "store_id <> topic(3)"),
        (b"{}", "isUndefined(store_id)"),
        (b"[]", "isUndefined(store_id)"),
        (b"\xff\x00 no JSON", "isUndefined(store_id)"),
        (b"", "isUndefined(store_id)"),
    ],
)
def test_a_message_goes_by_what_it_says_of_its_speaker(payload: bytes, condition: str) -> None:
    assert taking(payload) == [condition]


@given(payload=st.binary(max_size=40) | JSON.map(lambda value: json.dumps({"store_id": value}).encode()))
def test_exactly_one_rule_takes_each_message(payload: bytes) -> None:
    assert len(taking(payload)) == 1


def test_no_rule_takes_what_is_published_elsewhere() -> None:
    assert taking(encoded(sale(1)), "sluice/prod/367/events") == []


def test_a_payload_goes_on_the_stream_byte_for_byte_under_its_speaker() -> None:
    """https://docs.aws.amazon.com/iot/latest/developerguide/binary-payloads.html."""
    payload = b' {"b": 1.50, ' + encoded(sale(1))[1:]
    (rule,) = [rule for rule in rules() if rule.query.condition == "store_id = topic(3)"]

    assert rule.query.result(Publish(TOPIC, payload)) == payload
    assert rule.partition_key(Publish(TOPIC, payload)) == "367"


@given(more=st.dictionaries(st.text(max_size=5), JSON, max_size=3))
def test_an_event_that_was_written_anew_on_its_way_would_still_be_the_same(more: dict[str, object]) -> None:
    """FAULTS 52: should a rule write JSON anew, the same id has the same digest."""
    sent = json.dumps(more | sale(1), indent=1).encode()

    assert digest(json.dumps(json.loads(sent)).encode()) == digest(sent)


def test_who_speaks_for_another_is_handed_over_as_a_failure_would_be() -> None:
    payload = encoded(sale(1, store="381"))
    (rule,) = [rule for rule in rules() if rule.query.condition == "store_id <> topic(3)"]

    told = json.loads(rule.query.result(Publish(TOPIC, payload)))

    assert told["topic"] == TOPIC
    assert b64decode(told["base64OriginalPayload"]) == payload


def test_an_error_action_gets_what_the_adapter_reads() -> None:
    failed = rules()[0].failure(Publish(TOPIC, b"\xff", "till-4"), "slow")

    assert msgspec.json.decode(failed, type=FailedPublish) == FailedPublish(TOPIC, b"\xff")


@pytest.mark.parametrize(
    ("topic_filter", "topic", "is_match"),
    [
        ("a/+/c", "a/b/c", True),
        ("a/+/c", "a/b/b/c", False),
        ("a/#", "a/b/c", True),
        ("a/b", "a/b/c", False),
        ("+", "a", True),
    ],
)
def test_a_filter_takes_levels(topic_filter: str, topic: str, is_match: bool) -> None:
    assert matches(topic_filter, topic) is is_match


def test_a_level_that_is_not_there_is_empty() -> None:
    assert (level("a/b", 2), level("a/b", 3)) == ("b", "")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM 't' WHERE isUndefined(b)",
        "SELECT * FROM 't'",
        "SELECT * FROM 't' WHERE a > 1",
        "SELECT * FROM 't' WHERE a = topic(1) OR isUndefined(a)",
    ],
)
def test_a_statement_that_the_twin_does_not_know_is_refused(sql: str) -> None:
    with pytest.raises(Unsupported, match="Sql"):
        TopicQuery.parse(sql)


def test_a_template_that_the_twin_does_not_know_is_refused() -> None:
    with pytest.raises(Unsupported, match="newuuid"):
        substituted("${newuuid()}", Publish(TOPIC, b""))
