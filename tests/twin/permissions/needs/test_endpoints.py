"""What API Gateway needs of a method's role, and of the account's."""

from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import app, arn, key, needed, role
from twin.loopback import REGION
from twin.permissions.managed_policies import AWS_MANAGED
from twin.permissions.needs.row import UnknownNeed
from twin.resolve import Resolved

PUT = {
    "Fn::Join": ["", ['{"StreamName": "', {"Ref": "Stream"}, '", "Data": "$util.base64Encode($input.body)"}']]
}


def method(directory: Path, called: str) -> Resolved:
    """A method that calls a service with a role."""
    return app(
        directory,
        Key=key(),
        Stream=resource("AWS::Kinesis::Stream", StreamEncryption={"KeyId": arn("Key")}),
        Role=role("apigateway.amazonaws.com"),
        Method=resource(
            "AWS::ApiGateway::Method",
            Integration={
                "Credentials": arn("Role"),
                "RequestTemplates": {"application/json": PUT},
                "Uri": f"arn:aws:apigateway:{REGION}:{called}",
            },
        ),
    )


def test_a_method_puts_into_the_stream_that_its_template_names(tmp_path: Path) -> None:
    assert needed(method(tmp_path, "kinesis:action/PutRecord")) == {
        ("kinesis:PutRecord", "stream/Stream"),
        ("kms:GenerateDataKey", "key/Key"),
    }


def test_a_method_that_calls_another_service_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNeed, match="sqs:SendMessage"):
        needed(method(tmp_path, "sqs:action/SendMessage"))


def test_a_method_without_credentials_needs_nothing(tmp_path: Path) -> None:
    mock = resource("AWS::ApiGateway::Method", Integration={"Type": "MOCK"})

    assert not needed(app(tmp_path, Method=mock))


def test_the_accounts_role_does_what_the_policy_of_aws_lets_it(tmp_path: Path) -> None:
    (statement,) = AWS_MANAGED["service-role/AmazonAPIGatewayPushToCloudWatchLogs"]["Statement"]
    settings = resource("AWS::ApiGateway::Account", CloudWatchRoleArn=arn("Role"))
    found = needed(app(tmp_path, Role=role("apigateway.amazonaws.com"), Settings=settings))

    assert found == {(action, "*") for action in statement["Action"]}
