"""Permissions to the letter: the grants of CDK's own constructs give more than their users need."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import Grant, ManagedPolicy, Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import IConstruct

from stacks.constructs.nag import acknowledge

READ_STREAM = (
    "kinesis:DescribeStream",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
EVERYWHERE = "AwsSolutions::AwsSolutions-IAM5[Resource::*]"
# Findings name a policy's variable as they name a parameter.
VARIABLE = re.compile(r"\$\{([^}]*)\}")
Holder = Role | ManagedPolicy


def grant(holder: Holder, *actions: str, on: str, conditions: Mapping[str, Any] | None = None) -> None:
    """Let `holder` do exactly these actions on one resource."""
    Grant.add_to_principal(grantee=holder, actions=list(actions), resource_arns=[on], conditions=conditions)


def grant_objects(holder: Holder, *actions: str, bucket: IBucket, prefix: str, because: str) -> None:
    """Let `holder` do exactly these actions on what lies under a prefix."""
    grant_named_objects(holder, *actions, bucket=bucket, name=f"{prefix}*", because=because)


def grant_named_objects(
    holder: Holder,
    *actions: str,
    bucket: IBucket,
    name: str,
    because: str,
    conditions: Mapping[str, Any] | None = None,
) -> None:
    """Let `holder` do exactly these actions on objects of a name with a wildcard in it."""
    Grant.add_to_principal(
        grantee=holder,
        actions=list(actions),
        resource_arns=[bucket.arn_for_objects(name)],
        conditions=conditions,
    )
    bucket_arn = import_value(holder, of=bucket, value=bucket.bucket_arn)
    _suppress_wildcard(holder, f"{bucket_arn}/{name}", because)


def grant_named_resources(holder: Holder, *actions: str, service: str, resource: str, because: str) -> None:
    """Let `holder` do exactly these actions on resources of this account whose names end in a wildcard."""
    arn = Stack.of(holder).format_arn(
        service=service, resource=resource, arn_format=ArnFormat.NO_RESOURCE_NAME
    )
    grant(holder, *actions, on=arn)
    _suppress_wildcard(holder, arn, because)


def grant_add_objects(holder: Holder, *, bucket: IBucket, name: str, because: str) -> None:
    """Let `holder` add objects of a name with a wildcard in it, and overwrite none.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    """
    absent = {"Null": {"s3:if-none-match": "false"}}
    grant_named_objects(holder, "s3:PutObject", bucket=bucket, name=name, because=because, conditions=absent)


def import_value(into: IConstruct, *, of: IConstruct, value: str) -> str:
    """Return a value that a construct has, for its name in another stack, which then waits for it."""
    here, there = Stack.of(into), Stack.of(of)
    if here is there:
        return value
    here.add_stack_dependency(there)
    return there.export_value(value)


def grant_key(holder: Holder, *actions: str, key: IKey, through: Sequence[str]) -> None:
    """Let `holder` use a key for what these services encrypt under it, and for nothing by itself.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    services = [f"{service}.{Aws.REGION}.amazonaws.com" for service in through]
    Grant.add_to_principal(
        grantee=holder,
        actions=list(actions),
        resource_arns=[key.key_arn],
        conditions={"StringEquals": {"kms:ViaService": services}},
    )


def grant_put_metrics(holder: Holder, namespace: str) -> None:
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


def grant_read_metrics(holder: Holder) -> None:
    """Let `holder` read metrics, which nothing can narrow.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    """
    grant(holder, "cloudwatch:GetMetricData", on="*")


def grant_write_glue_log(holder: Holder, group: str) -> None:
    """Let `holder` write a log group whose name and being are Glue's own."""
    arn = f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{group}:*"
    grant(holder, "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", on=arn)
    shown = f"arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:{group}:*"
    acknowledge(
        holder, {f"AwsSolutions::AwsSolutions-IAM5[Resource::{shown}]": "The streams of one log group."}
    )


def grant_tables_beside(holder: Holder, *actions: str, beside: ITable, because: str) -> None:
    """Let `holder` do exactly these actions on tables named like another one, a hyphen and more."""
    _grant_like(holder, actions, beside, "-*", because)


def grant_generations(holder: Holder, *actions: str, of: ITable, because: str) -> None:
    """Let `holder` do exactly these actions on a table, and on those that bear its name and more."""
    _grant_like(holder, actions, of, "*", because)


def _grant_like(holder: Holder, actions: Sequence[str], table: ITable, ending: str, because: str) -> None:
    arn = f"{import_value(holder, of=table, value=table.table_arn)}{ending}"
    grant(holder, *actions, on=arn)
    _suppress_wildcard(holder, arn, because)


def _suppress_wildcard(holder: Holder, arn: str, because: str) -> None:
    """Answer the finding that an ARN of a holder's has a wildcard."""
    name = _flat(Stack.of(holder).resolve(arn))
    acknowledge(holder, {f"AwsSolutions::AwsSolutions-IAM5[Resource::{name}]": because})


def _flat(resolved: Any) -> str:  # noqa: ANN401 (what CloudFormation resolves)
    """Write an ARN as findings name it."""
    match resolved:
        case {"Fn::Join": [_, parts]}:
            return "".join(map(_flat, parts))
        case {"Fn::ImportValue": name}:
            return str(name)
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case str(text):
            return VARIABLE.sub(r"<\1>", text)
    return json.dumps(resolved, separators=(",", ":"))
