"""A database comes over whole, in order, over TLS, and nothing of it is taken for a sale."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stacks.account import AccountSettings, Presence
from stacks.constructs.database.secret import ExistingSecret
from stacks.presets import CAPABILITIES, dev, preset
from stacks.source_tables import CHAIN
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment, Resource, synthesize
from tests.stacks.test_source_database import DATABASE
from tests.synthesis import templates

DMS = "AWS::DMS"
FUNCTION, MAPPING = "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"


@pytest.fixture(scope="module")
def full() -> Environment:
    """The environment that has a database."""
    return Environment(preset("full"), templates("full"))


def database(environment: Environment, kind: str) -> list[Resource]:
    """The resources of a type in the database's stack."""
    return [one for one in environment.every(kind) if one.stack.endswith("-Database")]


def endpoint(environment: Environment, kind: str) -> dict[str, Any]:
    """The properties of the endpoint that is a source, or a target."""
    every = environment.every(f"{DMS}::Endpoint")
    (found,) = [one.properties for one in every if one.properties["EndpointType"] == kind]
    return dict(found)


def function(environment: Environment, service: str) -> Resource:
    """A function by its folder."""
    handler = f"lambdas.{service}.handler.lambda_handler"
    (found,) = [one for one in environment.every(FUNCTION) if one.properties["Handler"] == handler]
    return found


def role_of(environment: Environment, service: str) -> Resource:
    """The role of a function."""
    of = function(environment, service)
    (role,) = [one for one in database(environment, "AWS::IAM::Role") if of.mentions(one)]
    return role


def test_the_source_is_read_over_tls_with_its_certificate_and_name_verified(full: Environment) -> None:
    source = endpoint(full, "source")
    certificate = full.the(f"{DMS}::Certificate")

    assert source["SslMode"] == "verify-full"
    assert source["CertificateArn"] == {"Ref": certificate.logical_id}
    assert "BEGIN CERTIFICATE" in certificate.properties["CertificatePem"]


def test_no_credential_stands_in_a_template(full: Environment) -> None:
    source = endpoint(full, "source")
    secret = full.the("AWS::SecretsManager::Secret").properties

    assert not source.keys() & {"Password", "Username", "ServerName"}
    assert "password" not in secret["GenerateSecretString"]["SecretStringTemplate"]
    assert "SecretString" not in secret
    assert set(";.:+") <= set(secret["GenerateSecretString"]["ExcludeCharacters"])


def test_the_secret_is_read_by_the_service_of_the_region_alone(full: Environment) -> None:
    settings = endpoint(full, "source")["PostgreSqlSettings"]
    name, _ = settings["SecretsManagerAccessRoleArn"]["Fn::GetAtt"]
    (role,) = [one for one in database(full, "AWS::IAM::Role") if one.logical_id == name]
    (trust,) = role.properties["AssumeRolePolicyDocument"]["Statement"]

    assert json.dumps(trust["Principal"]) == json.dumps(
        {"Service": {"Fn::Join": ["", ["dms.", {"Ref": "AWS::Region"}, ".amazonaws.com"]]}}
    )
    assert actions(policies_of(full, role)) == {
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
        "kms:DescribeKey",
    }


def test_a_change_says_where_in_the_log_it_stands(full: Environment) -> None:
    """FAULTS 44: nothing is ordered by when it arrives.

    `use_task_start_time_for_full_load_timestamp` belongs to S3 targets and their column of times, of which
    there is none here: a record of a load has no time of commit, and a change has its position.
    """
    kinesis = endpoint(full, "target")["KinesisSettings"]
    rules = full.the(f"{DMS}::ReplicationConfig").properties["TableMappings"]["rules"]

    assert kinesis["IncludeTransactionDetails"]
    assert "TimestampColumnName" not in json.dumps(full.templates["Sluice-full-Database"])
    assert "add-column" not in json.dumps(rules)
    for one in full.every(f"{DMS}::Endpoint"):
        s3 = one.properties.get("S3Settings")
        assert s3 is None or s3["UseTaskStartTimeForFullLoadTimestamp"]


def test_a_record_has_all_that_the_fold_goes_by(full: Environment) -> None:
    kinesis = endpoint(full, "target")["KinesisSettings"]

    assert kinesis["MessageFormat"] == "json-unformatted"
    for name in (
        "IncludeControlDetails",
        "IncludeNullAndEmpty",
        "IncludePartitionValue",
        "IncludeTableAlterOperations",
        "PartitionIncludeSchemaTable",
        "NoHexPrefix",
    ):
        assert kinesis[name], name


def test_it_replicates_what_is_declared_and_the_functions_are_told_the_same(full: Environment) -> None:
    config = full.the(f"{DMS}::ReplicationConfig").properties
    selected = [rule for rule in config["TableMappings"]["rules"] if rule["rule-type"] == "selection"]
    told = [
        function(full, name).properties["Environment"]["Variables"]["TABLES"]
        for name in ("cdc", "cdc_compare")
    ]
    (job,) = database(full, "AWS::Glue::Job")

    assert [rule["object-locator"]["table-name"] for rule in selected] == [table.name for table in CHAIN]
    for tables in (*told, job.properties["DefaultArguments"]["--TABLES"]):
        assert json.loads(tables) == [table.to_json() for table in CHAIN]


def test_changes_are_folded_from_the_oldest_on(full: Environment) -> None:
    """FAULTS 47."""
    (mapping,) = database(full, MAPPING)

    assert mapping.properties["StartingPosition"] == "TRIM_HORIZON"
    assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping.mentions(database(full, "AWS::Kinesis::Stream")[0])


def test_it_starts_only_when_whoever_reads_is_there(full: Environment) -> None:
    """Firehose keeps nothing that came before it."""
    (run,) = full.every("Custom::ReplicationRun")
    waits = set(run.body["DependsOn"])

    readers = [*database(full, "AWS::KinesisFirehose::DeliveryStream"), *database(full, MAPPING)]
    assert {one.logical_id for one in readers} <= waits
    assert full.the(f"{DMS}::ReplicationConfig").logical_id in waits


def test_it_is_stopped_before_its_configuration_changes_and_run_after(full: Environment) -> None:
    (pause,), (run,) = full.every("Custom::ReplicationPause"), full.every("Custom::ReplicationRun")
    config = full.the(f"{DMS}::ReplicationConfig")

    assert pause.logical_id in config.body["DependsOn"]
    assert not pause.mentions(config)
    assert pause.properties["Digest"] == run.properties["Digest"]
    assert pause.properties["ReplicationConfigArn"] == run.properties["ReplicationConfigArn"]


@pytest.mark.parametrize(
    "changed",
    [
        {"most_capacity_units": 8},
        {"multi_az": True},
        {"tables": CHAIN[:2]},
        {"task_settings": {"Logging": {"EnableLogging": False}}},
    ],
    ids=str,
)
def test_whatever_changes_a_configuration_stops_it_first(full: Environment, changed: dict[str, Any]) -> None:
    other = synthesize(replace(dev(), capabilities=(replace(DATABASE, **changed),)))

    digests = [one.the("Custom::ReplicationPause").properties["Digest"] for one in (full, other)]

    assert len(set(digests)) == 2


def test_what_a_database_leaves_in_raw_is_no_sale(full: Environment) -> None:
    (delivery,) = database(full, "AWS::KinesisFirehose::DeliveryStream")
    destination = delivery.properties["ExtendedS3DestinationConfiguration"]
    patterns = [
        key["prefix"]
        for rule in full.base.every("AWS::Events::Rule")
        for key in rule.properties.get("EventPattern", {}).get("detail", {}).get("object", {}).get("key", ())
        if "prefix" in key
    ]

    assert patterns
    for prefix in (destination["Prefix"], destination["ErrorOutputPrefix"]):
        assert not any(prefix.startswith(pattern) for pattern in patterns)
        assert not prefix.startswith("errors/")


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
    rotation = full.the("AWS::SecretsManager::RotationSchedule").properties

    assert rotation["RotationRules"] == {"AutomaticallyAfterDays": DATABASE.rotation_days}
    assert rotation["RotationLambdaARN"]["Fn::GetAtt"][0] == function(full, "rotation").logical_id
    assert rotation["RotateImmediatelyOnUpdate"] is False


def test_a_secret_of_somebody_elses_is_read_and_left_alone() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:pos-a1b2c3"
    settings = replace(DATABASE, secret=ExistingSecret(arn=arn))
    app = synthesize(replace(dev(), capabilities=(settings,)))

    kinds = {one.kind for one in app}
    assert not kinds & {"AWS::SecretsManager::Secret", "AWS::SecretsManager::RotationSchedule"}
    assert endpoint(app, "source")["PostgreSqlSettings"]["SecretsManagerSecretId"] == arn


@pytest.mark.parametrize(("presence", "made"), [(Presence.MADE_HERE, 2), (Presence.EXISTS, 0)])
def test_the_roles_of_an_account_are_made_once(presence: Presence, made: int) -> None:
    account = AccountSettings(api_log_role=Presence.ABSENT, dms_roles=presence)
    app = synthesize(replace(dev(), account=account, capabilities=(DATABASE,)))

    roles = [
        one for one in app.every("AWS::IAM::Role") if str(one.properties.get("RoleName")).startswith("dms-")
    ]
    assert len(roles) == made
    for role in roles:
        (pause,) = app.every("Custom::ReplicationPause")
        assert role.logical_id in pause.body["DependsOn"]


def test_one_environment_at_most_makes_the_roles_of_an_account() -> None:
    assert len(CAPABILITIES) == len({each.name for each in CAPABILITIES})
    made = [name for name in ("dev", "prod", "full") if "dms-vpc-role" in json.dumps(templates(name))]

    assert made == ["full"]
