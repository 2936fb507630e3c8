"""Every action of every policy exists, and is granted on resources that it takes."""

from pathlib import Path

import pytest

from tests.synthesis import ENVIRONMENTS
from tests.twin.permissions.apps import allow, synthesized
from twin.loopback import ACCOUNT, REGION
from twin.permissions.attachments import attachments
from twin.permissions.policies import Attachment
from twin.permissions.reference import exists, fits, misfits

BUCKET = "arn:aws:s3:::bucket"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/ledger"
BUS = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/own"
LOG = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/own/log"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:machine"


def complaints(*statements: object) -> list[str]:
    """What a policy of these statements means nothing by."""
    return list(misfits(Attachment("arn:aws:iam::1:role/r", "App/Role", "identity", statements)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", f"{BUCKET}/sales/*"),
        ("s3:GetObject", f"{BUCKET}/*"),
        ("s3:ListBucket", BUCKET),
        ("s3:ListBucket", f"{BUCKET}*"),
        ("s3:*", BUCKET),
        ("s3:Get*", f"{BUCKET}/a/b:c"),
        ("dynamodb:PartiQLInsert", f"{TABLE}-*"),
        ("dynamodb:GetRecords", f"{TABLE}/stream/2026-01-01T00:00:00.000"),
        ("events:PutRule", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/own/*"),
        ("glue:notifyEvent", f"arn:aws:glue:{REGION}:{ACCOUNT}:workflow/arrived"),
        ("glue:GetTable", f"arn:aws:glue:{REGION}:{ACCOUNT}:catalog"),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/path/name"),
        ("logs:CreateLogGroup", f"{LOG}:*"),
        ("logs:PutLogEvents", f"{LOG}:*"),
        ("logs:PutLogEvents", f"{LOG}:log-stream:own"),
        ("states:DescribeExecution", f"{MACHINE}:*"),
        ("states:RedriveExecution", f"{MACHINE}/Chunks:*"),
        ("cloudwatch:PutMetricData", "*"),
        ("dynamodb:ListStreams", "*"),
        ("kms:GenerateDataKey*", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"),
    ],
)
def test_an_action_fits_a_resource_of_a_type_that_it_takes(action: str, resource: str) -> None:
    assert fits(action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", BUCKET),
        ("s3:ListBucket", f"{BUCKET}/*"),
        ("dynamodb:PartiQLInsert", f"{TABLE}/stream/2026"),
        ("dynamodb:GetRecords", TABLE),
        ("dynamodb:ListStreams", f"{TABLE}/stream/2026"),
        ("events:PutRule", BUS),
        ("events:PutTargets", BUS),
        ("events:PutEvents", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/own/r"),
        ("cloudwatch:PutMetricData", f"{LOG}:*"),
        ("logs:PutLogEvents", LOG),
        ("sns:Publish", f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue"),
        ("s3:NoSuchAction", BUCKET),
    ],
)
def test_an_action_fits_no_resource_of_another_type(action: str, resource: str) -> None:
    assert not fits(action, resource)


def test_an_action_exists_however_it_is_written() -> None:
    assert exists("glue:notifyevent")
    assert exists("kms:GenerateDataKey*")
    assert exists("*")
    assert not exists("glue:BatchPutDataQualityStatistic")
    assert not exists("nosuchservice:Get")


def test_a_statement_is_whole_when_actions_and_resources_fit_each_other() -> None:
    assert complaints(allow("s3:GetObject", "s3:ListBucket", on=[BUCKET, f"{BUCKET}/*"])) == []


def test_an_action_without_its_like_is_told() -> None:
    assert complaints(allow("s3:GetObject", "s3:ListBucket", on=BUCKET)) == [
        f"App/Role: s3:GetObject takes none of {BUCKET}"
    ]


def test_a_resource_without_its_like_is_told() -> None:
    assert complaints(allow("s3:GetObject", on=[BUCKET, f"{BUCKET}/*"])) == [
        f"App/Role: none of s3:GetObject takes {BUCKET}"
    ]


def test_an_action_that_aws_has_not_is_told_even_where_it_is_left_out() -> None:
    unknown = {"Effect": "Allow", "NotAction": ["s3:GetObjects"], "Resource": "*"}

    assert (
        complaints(allow("s3:GetObjects", on="*"), unknown)
        == ["App/Role: AWS has no action s3:GetObjects"] * 2
    )


# AWS's own policy ends the name of a group like a stream's:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDMSCloudWatchLogsRole.html
OF_AWS = (
    "none of logs:CreateLogGroup takes arn:aws:logs:*:*:log-group:dms-serverless-replication-*:log-stream:"
)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_statement_of_every_policy_means_something(environment: str, tmp_path: Path) -> None:
    policies = attachments(synthesized(tmp_path, environment))

    complaints = [complaint for policy in policies for complaint in misfits(policy)]
    assert [each for each in complaints if not each.endswith(OF_AWS)] == []
    assert len(policies) > 10
