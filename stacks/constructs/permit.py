"""Permissions to the letter: the grants of CDK's own constructs give more than their users need."""

from aws_cdk import Stack
from aws_cdk.aws_iam import Grant, ManagedPolicy, Role
from aws_cdk.aws_s3 import IBucket

from stacks.constructs.nag import acknowledge

READ_STREAM = (
    "kinesis:DescribeStream",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
Holder = Role | ManagedPolicy


def permit(holder: Holder, *actions: str, on: str) -> None:
    """Let `holder` do exactly these actions on one resource."""
    Grant.add_to_principal(grantee=holder, actions=list(actions), resource_arns=[on])


def permit_objects(holder: Holder, *actions: str, bucket: IBucket, prefix: str, because: str) -> None:
    """Let `holder` do exactly these actions on what lies under a prefix, the only wildcard in this system."""
    permit(holder, *actions, on=bucket.arn_for_objects(f"{prefix}*"))
    exported = Stack.of(bucket).export_value(bucket.bucket_arn)
    name = Stack.of(holder).resolve(exported)["Fn::ImportValue"]
    finding = f"AwsSolutions::AwsSolutions-IAM5[Resource::{name}/{prefix}*]"
    acknowledge(holder, {finding: because})
