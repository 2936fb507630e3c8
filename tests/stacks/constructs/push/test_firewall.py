"""What comes without a key, or in a flood, is stopped before it costs others."""

import json
import re
from typing import Any

import pytest

from stacks.push import PushSettings
from tests.stacks.pushing import key_of, pushing, stage
from tests.stacks.synthesized import Environment

pytestmark = pytest.mark.needs("Push")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def test_a_firewall_stands_in_front_or_the_environment_says_why_none_does(environment: Environment) -> None:
    """FAULTS 50."""
    waived = environment.settings(PushSettings).why_no_firewall is not None
    guarding = [
        one for one in environment.some("AWS::WAFv2::WebACLAssociation") if one.mentions(stage(environment))
    ]

    assert len(guarding) == (0 if waived else 1)


def test_prod_has_its_firewall_on(prod: Environment) -> None:
    assert prod.the("AWS::WAFv2::WebACLAssociation").mentions(prod.the("AWS::WAFv2::WebACL"))


def rules(environment: Environment) -> dict[str, Any]:
    """The rules of its firewall by their names, in the order in which they are evaluated."""
    found = environment.the("AWS::WAFv2::WebACL").properties["Rules"]
    return {rule["Name"]: rule for rule in sorted(found, key=lambda rule: int(rule["Priority"]))}


def test_what_holds_no_key_is_blocked_before_anything_is_counted(prod: Environment) -> None:
    """FAULTS 50."""
    first, *_ = rules(prod).values()
    held = first["Statement"]["NotStatement"]["Statement"]["RegexMatchStatement"]
    answer = first["Action"]["Block"]["CustomResponse"]
    body = prod.the("AWS::WAFv2::WebACL").properties["CustomResponseBodies"][answer["CustomResponseBodyKey"]]

    assert held["FieldToMatch"] == {"SingleHeader": {"Name": "x-api-key"}}
    assert [bool(re.fullmatch(held["RegexString"], key)) for key in ("", "x" * 19, "aB3" * 10)] == [
        False,
        False,
        True,
    ]
    assert (answer["ResponseCode"], json.loads(body["Content"])["outcome"]) == (403, "refused")


@pytest.mark.parametrize(
    ("keys", "requests"), [(1, 6_100), (2, 12_200), (29, 176_900), (30, 180_000), (40, 180_000)]
)
def test_an_address_may_send_what_all_keys_together_may_and_no_more_than_the_stream_takes(
    keys: int, requests: int
) -> None:
    """FAULTS 50."""
    guarded = pushing(*(key_of(str(number)) for number in range(keys)), why_no_firewall=None)
    flood = rules(guarded)["Flood"]

    assert flood["Action"]["Block"]["CustomResponse"]["ResponseCode"] == 429
    assert flood["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
    assert flood["Statement"]["RateBasedStatement"]["Limit"] == requests


def test_large_sales_pass_the_firewall(prod: Environment) -> None:
    managed = rules(prod)["Attacks"]["Statement"]["ManagedRuleGroupStatement"]

    assert managed["RuleActionOverrides"] == [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}]
