"""The keys of hashes: made by Secrets Manager, renewed by a function, read by who names items."""

import json
from dataclasses import replace
from typing import Any

import pytest

from environments import dev
from lambdas.core.pseudonyms.key_ring import KeyRing, parse_key_ring
from lambdas.fraud.thresholds import Thresholds
from stacks.config import ConfigError
from stacks.retail.fraud import FraudSettings
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment, Resource

SECRET = "AWS::SecretsManager::Secret"
ROTATION = "AWS::SecretsManager::RotationSchedule"


def of_fraud(environment: Environment, kind: str) -> Resource:
    (found,) = [each for each in environment.every(kind) if each.stack.endswith("-Fraud")]
    return found


def function(environment: Environment, service: str) -> Resource:
    (found,) = [
        each
        for each in environment.every("AWS::Lambda::Function")
        if each.properties["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == service
    ]
    return found


def granted(environment: Environment, of: Resource) -> Any:
    (role,) = [each for each in environment.every("AWS::IAM::Role") if of.mentions(each)]
    return policies_of(environment, role)


@pytest.mark.needs("Fraud")
def test_the_template_has_a_ring_generated_and_holds_no_key(environment: Environment) -> None:
    generated = of_fraud(environment, SECRET).properties["GenerateSecretString"]
    made = json.loads(generated["SecretStringTemplate"]) | {
        generated["GenerateStringKey"]: "k" * generated["PasswordLength"]
    }

    assert "SecretString" not in of_fraud(environment, SECRET).properties
    assert parse_key_ring(json.dumps(made)) == KeyRing(64 * "k")


@pytest.mark.needs("Fraud")
def test_keys_are_renewed_and_kept_as_long_as_an_account_lives(environment: Environment) -> None:
    rotation = of_fraud(environment, ROTATION)
    kept = function(environment, "pseudonyms").properties["Environment"]["Variables"]["KEPT_DAYS"]

    assert rotation.mentions(of_fraud(environment, SECRET))
    assert rotation.mentions(function(environment, "pseudonyms"))
    assert rotation.properties["RotationRules"] == {"AutomaticallyAfterDays": FraudSettings().hash_key_days}
    assert int(kept) > Thresholds().remembered_days


def test_keys_are_kept_longer_where_accounts_are() -> None:
    assert FraudSettings(thresholds={"remembered_days": 800}).kept_days == FraudSettings().kept_days + 400


@pytest.mark.needs("Fraud")
def test_who_screens_reads_the_keys_and_who_renews_them_reads_no_account(environment: Environment) -> None:
    screens, renews = (granted(environment, function(environment, each)) for each in ("fraud", "pseudonyms"))

    assert {each for each in actions(screens) if each.startswith("secretsmanager:")} == {
        "secretsmanager:GetSecretValue"
    }
    assert "secretsmanager:PutSecretValue" in actions(renews, on="HashKeysSecret")
    assert not any(each.startswith("dynamodb:") for each in actions(renews))


def test_an_environment_without_fraud_has_no_keys(environment: Environment) -> None:
    has_fraud = any(stack.endswith("-Fraud") for stack in environment.templates)

    assert has_fraud == any("HashKeys" in each.logical_id for each in environment)


@pytest.mark.parametrize("days", [0, 28, 1_001])
def test_refuses_days_that_make_a_long_ring_or_that_aws_does_not_take(days: int) -> None:
    fraud = FraudSettings(hash_key_days=days)
    capabilities = tuple(fraud if isinstance(each, FraudSettings) else each for each in dev().capabilities)

    with pytest.raises(ConfigError, match=rf"^fraud\.hash_key_days is {days}: "):
        replace(dev(), capabilities=capabilities)
