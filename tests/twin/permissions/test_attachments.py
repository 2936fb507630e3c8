"""Policies as templates attach them."""

from pathlib import Path
from typing import Any

import pytest

from tests.twin.assemblies import assembly, resource
from tests.twin.permissions.policies import allowing
from twin.permissions.attachments import attachments
from twin.permissions.policies import Attachment, UnknownPolicy
from twin.resolve import Resolved

HERE = "eu-west-1:111122223333"
ARN = "arn:aws:iam::111122223333:role/role"
TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}]}
READ = allowing("s3:GetObject", "*")
DOCUMENT = {"Statement": READ}


def found(directory: Path, **resources: Any) -> dict[str, list[Attachment]]:
    """Every attachment by its owner, but for trust."""
    ids = {("App", name): name.lower() for name in resources}
    read = attachments(Resolved(assembly(directory, {"App": {"Resources": resources}}), ids))
    owners = {each.owner for each in read}
    return {owner: [each for each in read if each.owner == owner] for owner in owners}


def test_a_role_has_its_trust_its_own_policies_and_those_attached_to_it(tmp_path: Path) -> None:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST, Policies=[{"PolicyDocument": DOCUMENT}])
    policy = resource("AWS::IAM::Policy", Roles=[{"Ref": "Role"}], PolicyDocument=DOCUMENT)

    read = found(tmp_path, Role=role, Policy=policy)

    assert [(each.kind, each.place) for each in read[ARN]] == [
        ("identity", "App/Policy"),
        ("trust", "App/Role"),
        ("identity", "App/Role"),
    ]


def test_a_managed_policy_stands_for_whoever_has_it(tmp_path: Path) -> None:
    read = found(tmp_path, Sender=resource("AWS::IAM::ManagedPolicy", PolicyDocument=DOCUMENT))

    assert [each.statements for each in read["sender"]] == [[READ]]


@pytest.mark.parametrize(
    ("declared", "owner"),
    [
        (resource("AWS::S3::BucketPolicy", Bucket="raw", PolicyDocument=DOCUMENT), "arn:aws:s3:::raw"),
        (
            resource("AWS::SQS::QueuePolicy", Queues=["http://here/1/orders"], PolicyDocument=DOCUMENT),
            f"arn:aws:sqs:{HERE}:orders",
        ),
        (resource("AWS::SNS::TopicPolicy", Topics=["arn:topic"], PolicyDocument=DOCUMENT), "arn:topic"),
        (resource("AWS::KMS::Key", KeyPolicy=DOCUMENT), f"arn:aws:kms:{HERE}:key/guard"),
        (
            resource("AWS::Events::EventBusPolicy", EventBusName="sales", Statement=READ),
            f"arn:aws:events:{HERE}:event-bus/sales",
        ),
        (
            resource("AWS::DynamoDB::Table", ResourcePolicy={"PolicyDocument": DOCUMENT}),
            f"arn:aws:dynamodb:{HERE}:table/guard",
        ),
    ],
    ids=lambda declared: declared.get("Type", "") if isinstance(declared, dict) else "",
)
def test_a_resources_policy_guards_the_resource(tmp_path: Path, declared: Any, owner: str) -> None:
    [read] = found(tmp_path, Guard=declared)[owner]

    assert (read.kind, list(read.statements)) == ("resource", [READ])


def test_a_permission_lets_a_service_call_a_function_for_one_source(tmp_path: Path) -> None:
    permission = resource(
        "AWS::Lambda::Permission",
        FunctionName="manifest",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn="arn:rule",
    )

    [read] = found(tmp_path, Permission=permission)[f"arn:aws:lambda:{HERE}:function:manifest"]

    [statement] = read.statements
    assert statement["Condition"] == {"ArnLike": {"aws:SourceArn": "arn:rule"}}


@pytest.mark.parametrize(
    "declared",
    [
        resource("AWS::SecretsManager::ResourcePolicy", SecretId="secret"),
        resource("AWS::Kinesis::ResourcePolicy", ResourceArn="arn:stream", ResourcePolicy=DOCUMENT),
        resource("AWS::ApiGateway::RestApi", Policy=DOCUMENT),
        resource(
            "AWS::IAM::Role",
            AssumeRolePolicyDocument=TRUST,
            ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"],
        ),
    ],
    ids=lambda declared: declared["Type"],
)
def test_refuses_a_policy_that_it_cannot_read(tmp_path: Path, declared: Any) -> None:
    with pytest.raises(UnknownPolicy):
        found(tmp_path, Unknown=declared)
