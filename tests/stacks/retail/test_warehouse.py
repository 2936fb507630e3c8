"""The warehouse as it is deployed, by either delivery, and the settings that are refused."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App

from app import compose
from environments import dev
from stacks.retail.warehouse import WarehouseSettings
from tests.stacks.policies import listed
from tests.stacks.synthesized import Environment, Resource, app_with, beside, synthesize
from tests.synthesis import REPOSITORY
from twin.semantics.event_pattern import EventPattern
from warehouse import SQL, DeliveryMode

STREAMING = WarehouseSettings(rpu=8)


FIREHOSE = WarehouseSettings(rpu=8, delivery=DeliveryMode.FIREHOSE, publicly_reachable=True)


NAMESPACE, WORKGROUP = "AWS::RedshiftServerless::Namespace", "AWS::RedshiftServerless::Workgroup"


DELIVERY = "AWS::KinesisFirehose::DeliveryStream"


@cache
def alone(settings: WarehouseSettings) -> Environment:
    """A warehouse beside the base of dev; findings of the rule packs raise."""
    return synthesize(beside(dev(), settings))


@pytest.fixture(params=[STREAMING, FIREHOSE], ids=lambda settings: str(settings.delivery))
def deployed(request: pytest.FixtureRequest) -> Environment:
    """Either delivery."""
    return alone(request.param)


def mine(environment: Environment, kind: str) -> list[Resource]:
    """The warehouse's resources of a kind."""
    return [each for each in environment.every(kind) if each.stack.endswith("-Warehouse")]


def test_what_it_keeps_is_encrypted_with_the_house_key_and_its_owners_password_is_nobodys(
    deployed: Environment,
) -> None:
    namespace = deployed.the(NAMESPACE).properties

    for field in ("KmsKeyId", "AdminPasswordSecretKmsKeyId"):
        assert "-Storage:ExportsOutput" in json.dumps(namespace[field])
    assert namespace["ManageAdminPassword"] is True
    assert "AdminUserPassword" not in namespace
    assert namespace["LogExports"] == ["connectionlog", "useractivitylog", "userlog"]


def test_it_is_private_in_three_zones_and_nobody_comes_in() -> None:
    environment = alone(STREAMING)
    workgroup = environment.the(WORKGROUP).properties
    [security] = mine(environment, "AWS::EC2::SecurityGroup")

    assert workgroup["PubliclyAccessible"] is False
    assert workgroup["EnhancedVpcRouting"] is True
    assert len(workgroup["SubnetIds"]) == 3
    assert "SecurityGroupIngress" not in security.properties
    assert not [each for each in environment if each.kind == "AWS::EC2::SecurityGroupIngress"]
    assert not [
        each for each in environment if each.kind in {"AWS::EC2::NatGateway", "AWS::EC2::InternetGateway"}
    ]


def test_one_that_firehose_reaches_lets_in_firehose_only_and_has_a_network_of_its_own() -> None:
    environment = alone(FIREHOSE)
    [security] = mine(environment, "AWS::EC2::SecurityGroup")

    assert environment.the(WORKGROUP).properties["PubliclyAccessible"] is True
    [ingress] = security.properties["SecurityGroupIngress"]
    assert (ingress["FromPort"], ingress["ToPort"]) == (5439, 5439)
    assert "Fn::FindInMap" in json.dumps(ingress["CidrIp"])
    assert not any(stack.endswith("-Network") for stack in environment.templates)


def test_queries_end_and_connections_are_encrypted(deployed: Environment) -> None:
    workgroup = deployed.the(WORKGROUP).properties

    assert {each["ParameterKey"]: each["ParameterValue"] for each in workgroup["ConfigParameters"]} == {
        "max_query_execution_time": "600",
        "require_ssl": "true",
    }


def test_only_redshift_acts_as_its_role_and_reads_what_the_merge_and_the_view_need() -> None:
    streaming, firehose = (actions_of(alone(each), role_of(alone(each))) for each in (STREAMING, FIREHOSE))

    assert streaming == firehose | {
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
    }
    assert firehose == {"glue:GetDatabase", "glue:GetTable", "kms:Decrypt", "s3:GetObject", "s3:ListBucket"}
    trusted = role_of(alone(STREAMING)).properties["AssumeRolePolicyDocument"]["Statement"]
    principals = {service for each in trusted for service in listed(each["Principal"]["Service"])}
    assert principals == {"redshift.amazonaws.com", "redshift-serverless.amazonaws.com"}


def test_the_loader_is_a_role_of_the_database_by_its_tag_and_knows_no_password(deployed: Environment) -> None:
    [role] = [each for each in mine(deployed, "AWS::IAM::Role") if each.logical_id.startswith("Loader")]

    assert {"Key": "RedshiftDbRoles", "Value": "sluice_loader"} in role.properties["Tags"]
    assert not any(each.startswith("secretsmanager:") for each in actions_of(deployed, role))


def test_the_owners_password_is_read_by_the_setup_alone(deployed: Environment) -> None:
    readers = [
        role.logical_id
        for role in mine(deployed, "AWS::IAM::Role")
        if "secret:redshift!" in json.dumps(policies_of(deployed, role))
    ]

    assert len(readers) == 1
    assert readers[0].startswith("SetupFunction")


@pytest.mark.parametrize(
    ("status", "starts"),
    [("CREATE_COMPLETE", True), ("UPDATE_COMPLETE", True), ("UPDATE_ROLLBACK_COMPLETE", False)],
)
def test_it_is_set_up_after_each_deployment_of_its_own_stack(status: str, starts: bool) -> None:
    stack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/a/b"
    [rule] = [
        each for each in mine(alone(STREAMING), "AWS::Events::Rule") if "EventPattern" in each.properties
    ]
    document = json.loads(
        json.dumps(rule.properties["EventPattern"]).replace('{"Ref": "AWS::StackId"}', f'"{stack}"')
    )
    event = {
        "source": "aws.cloudformation",
        "detail-type": "CloudFormation Stack Status Change",
        "detail": {"stack-id": stack, "status-details": {"status": status}},
    }
    other = {**event, "detail": event["detail"] | {"stack-id": "another"}}  # type: ignore[operator]

    assert EventPattern.parse(document).matches(event) is starts
    assert not EventPattern.parse(document).matches(other)


def test_it_merges_an_hour_after_the_close_and_looks_every_five_minutes() -> None:
    started = {json.loads(each["Targets"][0]["Input"])["task"]: each for each in timed(alone(STREAMING))}

    assert started["merge"]["ScheduleExpression"] == "cron(0 7 * * ? *)"
    assert started["watch"]["ScheduleExpression"] == "rate(5 minutes)"
    assert {each["State"] for each in started.values()} == {"DISABLED"}


def test_nothing_looks_for_a_view_that_is_no_streams() -> None:
    assert [json.loads(each["Targets"][0]["Input"])["task"] for each in timed(alone(FIREHOSE))] == ["merge"]


def test_what_is_deployed_of_the_sql_is_the_bytes_of_the_files(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path), context=app_with().node.get_all_context())
    compose(app, beside(dev(), STREAMING))
    app.synth()
    handlers = list(tmp_path.glob("asset.*/lambdas/core/warehouse/handler.py"))
    deployed = [path.parents[3] / "warehouse" / "sql" for path in handlers]

    [place] = [path for path in deployed if path.exists()]
    expected = {
        each.relative_to(REPOSITORY / "warehouse/sql"): each.read_bytes() for each in files(Path(str(SQL)))
    }
    assert {each.relative_to(place): each.read_bytes() for each in files(place)} == expected


def test_firehose_copies_gzip_lines_into_one_column_keeps_what_it_received_and_tries_for_two_hours() -> None:
    [delivery] = mine(alone(FIREHOSE), DELIVERY)
    redshift = delivery.properties["RedshiftDestinationConfiguration"]

    assert redshift["CopyCommand"] == {
        "CopyOptions": "GZIP DELIMITER '\\001' MAXERROR 100000",
        "DataTableColumns": "data",
        "DataTableName": "streamed.delivered",
    }
    assert redshift["RetryOptions"] == {"DurationInSeconds": 7_200}
    assert redshift["S3BackupMode"] == "Enabled"
    assert redshift["S3Configuration"]["CompressionFormat"] == "GZIP"
    assert redshift["SecretsManagerConfiguration"]["Enabled"] is True
    assert not redshift.keys() & {"Username", "Password"}
    [processor] = redshift["ProcessingConfiguration"]["Processors"]
    assert processor["Type"] == "AppendDelimiterToRecord"


def files(place: Path) -> Iterator[Path]:
    """Every file below a place."""
    return (each for each in place.rglob("*") if each.is_file())


def timed(environment: Environment) -> list[dict[str, Any]]:
    """What rules of the warehouse start by the clock."""
    rules = [dict(each.properties) for each in mine(environment, "AWS::Events::Rule")]
    return [each for each in rules if "ScheduleExpression" in each]


def role_of(environment: Environment) -> Resource:
    """As whom Redshift acts."""
    namespace = environment.the(NAMESPACE)
    [role] = [each for each in mine(environment, "AWS::IAM::Role") if namespace.mentions(each)]
    return role


def policies_of(environment: Environment, role: Resource) -> list[Any]:
    """The statements of a role's policies."""
    found = [each for each in mine(environment, "AWS::IAM::Policy") if each.mentions(role)]
    own = [each for each in found if {"Ref": role.logical_id} in each.properties["Roles"]]
    return [statement for each in own for statement in each.properties["PolicyDocument"]["Statement"]]


def actions_of(environment: Environment, role: Resource) -> set[str]:
    """What a role may do."""
    return {action for each in policies_of(environment, role) for action in listed(each["Action"])}
