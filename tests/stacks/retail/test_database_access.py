"""Who may reach a replicated database and its replication, and with which credentials."""

import json
from dataclasses import replace

import pytest

from environments import dev
from stacks.account import AccountSettings, Presence
from stacks.constructs.database.secret import ExistingSecret
from tests.stacks.policies import actions, policies_of
from tests.stacks.retail.databases import database, endpoint, function, role_of
from tests.stacks.retail.test_source_database import DATABASE
from tests.stacks.synthesized import Environment, beside, synthesize
from tests.synthesis import templates


def test_the_operator_may_start_and_stop_this_replication_and_no_other(full: Environment) -> None:
    granted = policies_of(full, role_of(full, "replication"))
    started = [one for one in granted if "dms:StartReplication" in one["Action"]]

    assert actions(granted) == {
        "dms:DescribeReplications",
        "dms:StartReplication",
        "dms:StopReplication",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "sqs:SendMessage",
    }
    assert all("replication-config:sluice-full-" in json.dumps(one["Resource"]) for one in started)


@pytest.mark.parametrize("service", ["cdc_compare", "rotation"])
def test_who_talks_to_the_database_runs_in_the_private_network(service: str, full: Environment) -> None:
    of = function(full, service)
    groups = database(full, "AWS::EC2::SecurityGroup")
    (group,) = [one for one in groups if of.mentions(one)]
    ports = {(rule["FromPort"], rule["CidrIp"]) for rule in group.properties["SecurityGroupEgress"]}

    assert of.properties["VpcConfig"]["SubnetIds"]
    assert ports == {(5432, DATABASE.network_range), (443, "0.0.0.0/0")}
    assert "SecurityGroupIngress" not in group.properties


@pytest.mark.parametrize("service", ["cdc_compare", "rotation"])
def test_no_code_may_make_a_way_into_the_network(service: str, full: Environment) -> None:
    statements = policies_of(full, role_of(full, service))
    allowed = {
        a for one in statements if one["Effect"] == "Allow" for a in one["Action"] if a.startswith("ec2:")
    }
    (denied,) = [one for one in statements if one["Effect"] == "Deny"]

    assert set(denied["Action"]) == allowed
    assert "lambda:SourceFunctionArn" in denied["Condition"]["ArnLike"]


def test_the_password_changes_by_itself(full: Environment) -> None:
    (rotation,) = [
        each.properties
        for each in full.every("AWS::SecretsManager::RotationSchedule")
        if each.stack.endswith("-Database")
    ]

    assert rotation["RotationRules"] == {"AutomaticallyAfterDays": DATABASE.rotation_days}
    assert rotation["RotationLambdaARN"]["Fn::GetAtt"][0] == function(full, "rotation").logical_id
    assert rotation["RotateImmediatelyOnUpdate"] is False


def test_a_secret_of_somebody_elses_is_read_and_left_alone() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:pos-a1b2c3"
    settings = replace(DATABASE, secret=ExistingSecret(arn=arn))
    app = synthesize(beside(dev(), settings))

    kinds = {one.kind for one in app if one.stack.endswith("-Database")}
    assert not kinds & {"AWS::SecretsManager::Secret", "AWS::SecretsManager::RotationSchedule"}
    assert endpoint(app, "source")["PostgreSqlSettings"]["SecretsManagerSecretId"] == arn


@pytest.mark.parametrize(("presence", "made"), [(Presence.MADE_HERE, 2), (Presence.EXISTS, 0)])
def test_the_roles_of_an_account_are_made_once(presence: Presence, made: int) -> None:
    account = AccountSettings(api_log_role=Presence.ABSENT, dms_roles=presence)
    app = synthesize(replace(beside(dev(), DATABASE), account=account))

    roles = [
        one for one in app.every("AWS::IAM::Role") if str(one.properties.get("RoleName")).startswith("dms-")
    ]
    assert len(roles) == made
    for role in roles:
        (pause,) = app.every("Custom::ReplicationPause")
        assert role.logical_id in pause.body["DependsOn"]


def test_one_environment_at_most_makes_the_roles_of_an_account() -> None:
    made = [name for name in ("dev", "prod", "full") if "dms-vpc-role" in json.dumps(templates(name))]

    assert made == ["full"]
