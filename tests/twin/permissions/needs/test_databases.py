"""What a replication needs of its roles, and a rotation of its function."""

from pathlib import Path

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, key, needed, refused, role
from twin.loopback import REGION
from twin.resolve import Resolved

DMS, DMS_OF_REGION = "dms.amazonaws.com", f"dms.{REGION}.amazonaws.com"
WRITE = allow("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords", on=arn("Stream"))
USE_KEY = allow("kms:GenerateDataKey", on=arn("Key"))
READ = (
    allow("secretsmanager:GetSecretValue", on={"Ref": "Secret"}),
    allow("kms:Decrypt", "kms:DescribeKey", on=arn("Key")),
)


def written(directory: Path, *statements: object, trusted: str = DMS) -> Resolved:
    """A target endpoint of an encrypted stream, under a role with these statements."""
    settings = {"StreamArn": arn("Stream"), "ServiceAccessRoleArn": arn("Role")}
    return app(
        directory,
        Key=key(),
        Stream=resource("AWS::Kinesis::Stream", StreamEncryption={"KeyId": arn("Key")}),
        Role=role(trusted, *statements),
        Target=resource("AWS::DMS::Endpoint", EndpointType="target", KinesisSettings=settings),
    )


def read(directory: Path, *statements: object, trusted: str = DMS_OF_REGION) -> Resolved:
    """A source endpoint whose credentials lie in a secret under a key of the app."""
    settings = {"SecretsManagerSecretId": {"Ref": "Secret"}, "SecretsManagerAccessRoleArn": arn("Role")}
    return app(
        directory,
        Key=key(),
        Secret=resource("AWS::SecretsManager::Secret", KmsKeyId=arn("Key")),
        Role=role(trusted, *statements),
        Source=resource("AWS::DMS::Endpoint", EndpointType="source", PostgreSqlSettings=settings),
    )


def rotated(directory: Path, **permission: object) -> Resolved:
    """A secret that a function rotates, and who may call the function."""
    return app(
        directory,
        Secret=resource("AWS::SecretsManager::Secret"),
        Role=role("lambda.amazonaws.com", allow("logs:CreateLogStream", "logs:PutLogEvents", on="*")),
        Function=resource("AWS::Lambda::Function", Role=arn("Role")),
        Rotation=resource(
            "AWS::SecretsManager::RotationSchedule",
            SecretId={"Ref": "Secret"},
            RotationLambdaARN=arn("Function"),
        ),
        **{"Invoked": resource("AWS::Lambda::Permission", **permission)} if permission else {},
    )


def test_all_that_aws_lists_is_enough_to_write_the_stream(tmp_path: Path) -> None:
    assert not refused(written(tmp_path, WRITE, USE_KEY))


def test_each_statement_is_needed_to_write_the_stream(tmp_path: Path) -> None:
    assert refused(written(tmp_path, WRITE))
    assert refused(written(tmp_path, USE_KEY))


def test_all_that_aws_lists_is_enough_to_read_the_secret(tmp_path: Path) -> None:
    assert not refused(read(tmp_path, *READ))


def test_each_statement_is_needed_to_read_the_secret(tmp_path: Path) -> None:
    for statement in READ:
        assert refused(read(tmp_path, statement))


def test_only_the_service_of_the_region_reads_the_secret(tmp_path: Path) -> None:
    assert refused(read(tmp_path, *READ, trusted=DMS))


def test_only_the_service_of_every_region_writes_the_stream(tmp_path: Path) -> None:
    assert refused(written(tmp_path, WRITE, USE_KEY, trusted=DMS_OF_REGION))


def test_secrets_manager_is_let_in_to_the_function_that_rotates(tmp_path: Path) -> None:
    allowed = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": arn("Function"),
        "Principal": "secretsmanager.amazonaws.com",
        "SourceAccount": {"Ref": "AWS::AccountId"},
    }

    assert not refused(rotated(tmp_path, **allowed))
    assert refused(rotated(tmp_path))


def test_a_role_that_dms_does_not_look_for_needs_nothing(tmp_path: Path) -> None:
    named = role(DMS)
    named["Properties"]["RoleName"] = "dms-vpc-role"  # type: ignore[index]

    assert {action for action, _ in needed(app(tmp_path, Role=named))} >= {"ec2:CreateNetworkInterface"}
    assert not needed(app(tmp_path, Role=role(DMS)))
