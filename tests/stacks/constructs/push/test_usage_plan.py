"""A key is one sender's, ends on a day, and is replaced by another beside it."""

import json
from datetime import UTC, date, datetime

import pytest

from environments import preset
from stacks.config import ConfigError
from stacks.constructs.push.usage_plan import PushKey
from stacks.push import PushSettings
from tests.stacks.pushing import key_of, method, pushing
from tests.stacks.synthesized import synthesize


def test_a_key_is_replaced_by_another_beside_it_and_the_first_is_then_left_out() -> None:
    both, then = pushing(key_of(), key_of(label="B")), pushing(key_of(label="B"))

    before = synthesize(preset("dev")).the("AWS::ApiGateway::ApiKey").logical_id
    [first, second] = [one.logical_id for one in both.every("AWS::ApiGateway::ApiKey")]
    template = json.dumps(method(both)["Integration"]["RequestTemplates"])
    assert first == before
    assert {one.properties["KeyId"]["Ref"] for one in both.every("AWS::ApiGateway::UsagePlanKey")} == {
        first,
        second,
    }
    assert (f'"Ref": "{first}"' in template, f'"Ref": "{second}"' in template) == (True, True)
    assert then.the("AWS::ApiGateway::ApiKey").logical_id == second


def test_a_key_is_good_to_the_end_of_its_last_day_in_utc() -> None:
    assert key_of(expires="2027-12-31").end == datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2027-01-01", []),
        ("2027-12-01", []),
        ("2027-12-02", ["expires on 2027-12-31"]),
        ("2027-12-31", ["expires on 2027-12-31"]),
        ("2028-01-01", ["expired on 2027-12-31"]),
    ],
)
def test_a_synthesis_says_whose_last_key_ends_within_thirty_days(today: str, said: list[str]) -> None:
    push = PushSettings(
        keys=(
            key_of("1", "2027-06-30"),
            key_of("1", "2027-12-31", "B"),
            key_of("2"),
        )
    )

    warnings = list(push.warnings(date.fromisoformat(today)))

    assert warnings == [f"push.keys: the last key of 1 {each}: give it another beside it" for each in said]


def test_an_environment_whose_keys_have_all_expired_is_refused() -> None:
    push = PushSettings(keys=(key_of("1", "2027-06-30"), key_of("2", "2027-12-31")))

    assert list(push.warnings(date(2027, 12, 31)))
    with pytest.raises(ConfigError, match=r"^push\.keys is expired, the last on 2027-12-31: "):
        list(push.warnings(date(2028, 1, 1)))


@pytest.mark.parametrize("other", [key_of("368"), key_of(expires="2099-12-30")])
def test_another_key_or_another_end_is_another_deployment(other: PushKey) -> None:
    before, after = pushing(key_of()), pushing(other)

    deployments = [one.the("AWS::ApiGateway::Deployment").logical_id for one in (before, after)]
    assert deployments[0] != deployments[1]
