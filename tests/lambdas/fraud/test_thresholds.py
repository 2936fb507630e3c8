"""Thresholds as an environment changes them."""

import msgspec
import pytest

from environments import preset
from lambdas.fraud.thresholds import Thresholds, parse_thresholds
from stacks.retail.fraud import FraudSettings
from tests.stacks.synthesized import settings_of
from tests.synthesis import having


def test_what_is_not_said_stays_as_it_is() -> None:
    assert parse_thresholds('{"returns": 5}') == Thresholds(returns=5)


@pytest.mark.parametrize("text", ['{"return": 5}', '{"returns": 0}', '{"review_score": 101}'])
def test_what_no_rule_knows_or_takes_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        parse_thresholds(text)


@pytest.mark.parametrize("environment", having("Fraud"))
def test_every_environment_says_what_the_rules_take(environment: str) -> None:
    settings = settings_of(preset(environment), FraudSettings)

    assert parse_thresholds(msgspec.json.encode(dict(settings.thresholds)).decode())
