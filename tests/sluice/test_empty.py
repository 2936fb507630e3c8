"""Only what is to go with its stack is emptied, and only when nothing writes to it any more."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner, Result

from environments import preset
from sluice.__main__ import app
from sluice.buckets import WRITERS
from tests.synthesis import ENVIRONMENTS, REPOSITORY, templates

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_s3 import S3Client


@pytest.fixture(autouse=True)
def cloud() -> Iterator[None]:
    with mock_aws():
        yield


POLICIES = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
QUEUE = {"Queue": {"Type": "AWS::SQS::Queue"}}


def deploy(environment: str, stack: str) -> list[str]:
    """Deploy a synthesized stack; return its buckets."""
    cloudformation: CloudFormationClient = boto3.client("cloudformation")
    name = f"Sluice-{environment}-{stack}"
    body = {"Resources": buckets_of(environment) if stack == "Storage" else QUEUE}
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(body))
    resources = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    return [each["PhysicalResourceId"] for each in resources if each["ResourceType"] == "AWS::S3::Bucket"]


def buckets_of(environment: str) -> dict[str, Any]:
    """The synthesized buckets, and what becomes of them with their stack."""
    resources = templates(environment)[f"Sluice-{environment}-Storage"]["Resources"]
    return {
        logical_id: {"Type": each["Type"], "DeletionPolicy": each["DeletionPolicy"]}
        for logical_id, each in resources.items()
        if each["Type"] == "AWS::S3::Bucket"
    }


def fill(bucket: str) -> None:
    s3: S3Client = boto3.client("s3")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"first", b"second"):
        s3.put_object(Bucket=bucket, Key="sales/1.gz", Body=body)
    s3.delete_object(Bucket=bucket, Key="sales/1.gz")


def left(bucket: str) -> int:
    page = boto3.client("s3").list_object_versions(Bucket=bucket)
    return len(page.get("Versions", [])) + len(page.get("DeleteMarkers", []))


def empty(environment: str, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["empty", environment, *arguments], input=answer)


def test_deletes_every_version_of_an_environment_that_keeps_nothing() -> None:
    buckets = deploy("dev", "Storage")
    for bucket in buckets:
        fill(bucket)

    ran = empty("dev", "--yes")

    assert ran.exit_code == 0
    assert buckets
    assert {left(bucket) for bucket in buckets} == {0}


def test_leaves_an_environment_that_keeps_its_data_alone() -> None:
    buckets = deploy("prod", "Storage")
    for bucket in buckets:
        fill(bucket)

    ran = empty("prod", "--yes")

    assert (ran.exit_code, ran.output) == (0, "prod keeps its buckets: nothing to empty\n")
    assert buckets
    assert {left(bucket) for bucket in buckets} == {3}


def test_asks_first_and_takes_no_for_an_answer() -> None:
    [bucket, *_] = deploy("dev", "Storage")
    fill(bucket)

    assert empty("dev", answer="n\n").exit_code == 1
    assert left(bucket) == 3


@pytest.mark.parametrize("writer", WRITERS)
def test_waits_until_nothing_writes_any_more(writer: str) -> None:
    [bucket, *_] = deploy("dev", "Storage")
    deploy("dev", writer)
    fill(bucket)

    ran = empty("dev", "--yes")

    assert ran.exit_code == 2
    assert ran.stderr == f"sluice: Sluice-dev-{writer} still writes: destroy it first (make destroy does)\n"
    assert left(bucket) == 3


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_stack_with_a_role_that_may_write_must_go_first(environment: str) -> None:
    """The storage's own role is people's, who assume it for an hour."""
    writing = {
        stack.rsplit("-")[-1]
        for stack, template in templates(environment).items()
        if not stack.endswith("-Storage")
        for resource in template["Resources"].values()
        if resource["Type"] in POLICIES and '"s3:PutObject"' in json.dumps(resource)
    }

    there = {each.name for each in preset(environment).capabilities} | {"Stream", "Operators"}
    assert writing == there.intersection(WRITERS)


def test_every_one_of_them_is_destroyed_first() -> None:
    """All but the stack of the buckets, by a pattern of the CDK's: a new capability is among them."""
    first, emptied, _ = (REPOSITORY / "Makefile").read_text().partition("@cdk destroy ")[2].split("\n\t", 2)

    assert first.startswith("'Sluice-$(ENVIRONMENT)-!(Storage)' ")
    assert emptied == "@sluice empty $(ENVIRONMENT)"


def test_says_so_when_there_is_nothing_deployed() -> None:
    assert empty("dev", "--yes").exit_code == 0
