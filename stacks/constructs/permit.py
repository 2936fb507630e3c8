"""Permissions to the letter: the grants of CDK's own constructs give more than their users need."""

from aws_cdk import Aws, Stack
from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import Grant, ManagedPolicy, Role
from aws_cdk.aws_s3 import IBucket

from stacks.constructs.nag import acknowledge

READ_STREAM = (
    "kinesis:DescribeStream",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
EVERYWHERE = "AwsSolutions::AwsSolutions-IAM5[Resource::*]"
Holder = Role | ManagedPolicy


def permit(holder: Holder, *actions: str, on: str) -> None:
    """Let `holder` do exactly these actions on one resource."""
    Grant.add_to_principal(grantee=holder, actions=list(actions), resource_arns=[on])


def permit_objects(holder: Holder, *actions: str, bucket: IBucket, prefix: str, because: str) -> None:
    """Let `holder` do exactly these actions on what lies under a prefix."""
    permit(holder, *actions, on=bucket.arn_for_objects(f"{prefix}*"))
    exported = Stack.of(bucket).export_value(bucket.bucket_arn)
    name = Stack.of(holder).resolve(exported)["Fn::ImportValue"]
    finding = f"AwsSolutions::AwsSolutions-IAM5[Resource::{name}/{prefix}*]"
    acknowledge(holder, {finding: because})


def permit_counting(holder: Holder, namespace: str) -> None:
    """Let `holder` count in a namespace: metrics are no resources, only a condition can narrow it.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
    """
    Grant.add_to_principal(
        grantee=holder,
        actions=["cloudwatch:PutMetricData"],
        resource_arns=["*"],
        conditions={"StringEquals": {"cloudwatch:namespace": namespace}},
    )
    acknowledge(holder, {EVERYWHERE: "Metrics are no resources; where they are put, a condition says where."})


def permit_reading_counts(holder: Holder) -> None:
    """Let `holder` read metrics, which nothing can narrow.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    """
    permit(holder, "cloudwatch:GetMetricData", on="*")


def permit_glue_log(holder: Holder, group: str) -> None:
    """Let `holder` write a log group whose name and being are Glue's own."""
    arn = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{group}:*"
    permit(holder, "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", on=arn)
    shown = f"arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:{group}:*"
    acknowledge(
        holder, {f"AwsSolutions::AwsSolutions-IAM5[Resource::{shown}]": "The streams of one log group."}
    )


def permit_tables(holder: Holder, *actions: str, beside: ITable, because: str) -> None:
    """Let `holder` do exactly these actions on tables named like another one, a hyphen and more."""
    exported = Stack.of(beside).export_value(beside.table_arn)
    permit(holder, *actions, on=f"{exported}-*")
    name = Stack.of(holder).resolve(exported)["Fn::ImportValue"]
    acknowledge(holder, {f"AwsSolutions::AwsSolutions-IAM5[Resource::{name}-*]": because})
