"""An environment can be deployed, destroyed and deployed again, beside another, in one account and region."""

import json
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from environments import preset
from stacks.account import AccountSettings, Presence
from stacks.constructs.replay.replay_machine import VENDED_LOGS
from tests.stacks.synthesized import Environment, Resource, synthesize
from tests.stacks.tables import LIFETIME_ID, deployed
from tests.synthesis import ENVIRONMENTS, templates

KEPT = "RetainExceptOnCreate"
API_ACCOUNT = "AWS::ApiGateway::Account"
# Whose names are their parent's affair, or nobody's: two environments and two lifetimes may share them.
SHARED = {
    "AWS::ApiGateway::RestApi": "an API goes by its id",
    "AWS::ApiGateway::Stage": "its API's",
    "AWS::Athena::NamedQuery": "a saved query goes by its id",
    "AWS::Glue::Table": "its database's, whose name no other stack has",
    "AWS::IAM::Policy": "its role's",
    "AWS::Kinesis::StreamConsumer": "its stream's",
}
# Whose names hold the environment's: they go with their stack, and nothing but a deploy makes them.
OF_ENVIRONMENT = {
    "AWS::Athena::WorkGroup": "needs a name",
    "AWS::Events::EventBus": "needs a name, and CDK makes it of the path",
    "AWS::Logs::LogGroup": "Glue adds endings to a prefix, and its jobs' roles may make no group",
}


# Whose names a service looks for: an account has them once, and one environment of it makes them.
OF_ACCOUNT = ("dms-vpc-role", "dms-cloudwatch-logs-role")


def literal_name(resource: Resource) -> str | None:
    """The name that the template gives a resource, if no reference makes it another in every stack."""
    given: Any = resource.properties
    inputs = given.get("DatabaseInput", {}) | given.get("TableInput", {})
    name = inputs.get("Name") or given.get("Name") or given.get(f"{resource.kind.rpartition('::')[2]}Name")
    name = given.get("PolicyName", name) if resource.kind == "AWS::IAM::Policy" else name
    return name if isinstance(name, str) else None


def environment_of(name: str) -> Environment:
    return Environment(preset(name), templates(name))


def test_what_outlives_its_stack_does_not_outlive_a_first_deploy_that_rolls_back(
    environment: Environment,
) -> None:
    """AWS's default is Delete: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html."""
    for resource in environment:
        policies = [resource.body.get(name, "Delete") for name in ("DeletionPolicy", "UpdateReplacePolicy")]
        assert policies in (["Delete", "Delete"], [KEPT, "Retain"]), resource.logical_id


def test_an_environment_that_keeps_nothing_leaves_nothing() -> None:
    assert [one.logical_id for one in environment_of("dev") if one.body.get("DeletionPolicy") == KEPT] == []


def test_a_bucket_that_stays_keeps_its_policy(environment: Environment) -> None:
    policies = environment.every("AWS::S3::BucketPolicy")
    for bucket in environment.every("AWS::S3::Bucket"):
        (policy,) = [one for one in policies if one.properties["Bucket"] == {"Ref": bucket.logical_id}]
        assert policy.body["DeletionPolicy"] == bucket.body["DeletionPolicy"], bucket.logical_id


def test_only_a_deployment_deletes_a_table_of_data(environment: Environment) -> None:
    """Deletion protection would stop the rollback of a first deploy too."""
    for table in environment.every("AWS::DynamoDB::Table"):
        assert "DeletionProtectionEnabled" not in table.properties, table.logical_id
        kept = environment.config.retain_data
        assert ("ResourcePolicy" in table.properties) is kept, table.logical_id
        if kept:
            (denied,) = table.properties["ResourcePolicy"]["PolicyDocument"]["Statement"]
            assert (denied["Effect"], denied["Action"]) == ("Deny", "dynamodb:DeleteTable")
            assert ":role/cdk-*-cfn-exec-role-" in json.dumps(denied["Condition"]["ArnNotLike"])


def test_no_table_waits_for_itself(environment: Environment) -> None:
    """A policy with the ARN of a table whose name is generated would be a circle."""
    for table in environment.every("AWS::DynamoDB::Table"):
        assert f'"{table.logical_id}"' not in json.dumps(table.properties)


def test_a_name_that_must_be_unique_is_of_its_stack(environment: Environment) -> None:
    for resource in environment:
        if literal_name(resource) not in {None, *OF_ACCOUNT}:
            assert resource.kind in SHARED | OF_ENVIRONMENT, f"{resource.kind} {literal_name(resource)}"


def test_what_outlives_its_stack_leaves_no_name_to_the_next_one(environment: Environment) -> None:
    for resource in environment:
        if resource.body.get("DeletionPolicy") == KEPT and literal_name(resource) is not None:
            assert resource.kind in SHARED, resource.logical_id


@pytest.mark.parametrize("kind", OF_ENVIRONMENT)
def test_no_two_environments_give_the_same_name(kind: str) -> None:
    there = [environment_of(name).some(kind) for name in ENVIRONMENTS]
    named = [names for found in there if (names := {literal_name(each) for each in found} - {None})]

    assert len(named) > 1
    assert all(not one & other for one, other in combinations(named, 2))


@pytest.mark.needs("Replay")
def test_the_log_of_a_state_machine_needs_no_room_in_the_accounts_policy(environment: Environment) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html."""
    groups = environment.every("AWS::Logs::LogGroup")
    for machine in environment.every("AWS::StepFunctions::StateMachine"):
        (group,) = [one for one in groups if machine.mentions(one)]
        name = str(deployed(environment, group.properties["LogGroupName"]))
        assert name == f"{VENDED_LOGS}/sluice-{environment.config.environment}-{LIFETIME_ID}"


def test_one_environment_at_most_says_how_a_region_writes_its_apis_logs() -> None:
    made = [name for name in ENVIRONMENTS if any(one.kind == API_ACCOUNT for one in environment_of(name))]

    assert made == ["prod"]


def logging(presence: Presence) -> Environment:
    settings = AccountSettings(api_log_role=presence)
    return synthesize(replace(preset("dev"), account=settings))


@pytest.mark.parametrize("presence", Presence)
def test_the_gateway_logs_where_the_region_has_a_role_for_it(presence: Presence) -> None:
    app = logging(presence)

    stage = app.the("AWS::ApiGateway::Stage").properties
    made = [one for one in app if one.kind == API_ACCOUNT]
    assert ("AccessLogSetting" in stage) is (presence is not Presence.ABSENT)
    assert ("LoggingLevel" in json.dumps(stage)) is (presence is not Presence.ABSENT)
    assert len(made) == (presence is Presence.MADE_HERE)


def test_who_keeps_nothing_makes_a_role_that_goes_with_it() -> None:
    app = logging(Presence.MADE_HERE)

    account = app.the(API_ACCOUNT)
    (role,) = [one for one in app.every("AWS::IAM::Role") if account.mentions(one)]
    assert (account.body["DeletionPolicy"], role.body["DeletionPolicy"]) == ("Delete", "Delete")


def test_the_stage_waits_for_the_role_that_it_logs_with() -> None:
    app = logging(Presence.MADE_HERE)

    (waits,) = [one.body["DependsOn"] for one in app.every("AWS::ApiGateway::Stage")]
    assert app.the(API_ACCOUNT).logical_id in waits
