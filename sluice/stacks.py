"""What the stacks of an environment hold."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from sluice.cloud import NotDeployed

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient


def stacks(cloudformation: "CloudFormationClient", environment: str) -> list[str]:
    """Name the stacks of an environment that stand; raises NotDeployed if there is none."""
    pages = cloudformation.get_paginator("list_stacks").paginate()
    found = [
        each["StackName"]
        for page in pages
        for each in page["StackSummaries"]
        if each["StackName"].startswith(f"Sluice-{environment}-") and each["StackStatus"] != "DELETE_COMPLETE"
    ]
    if not found:
        raise NotDeployed(f"there is no stack of {environment} in {cloudformation.meta.region_name}")
    return sorted(set(found))


def resources(cloudformation: "CloudFormationClient", stack: str, kind: str) -> dict[str, str]:
    """Return a stack's resources of a kind: the physical id by the logical; raises NotDeployed."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    try:
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in pages
            for each in page["StackResourceSummaries"]
            if each["ResourceType"] == kind
        }
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        raise NotDeployed(f"there is no stack {stack} in {cloudformation.meta.region_name}") from error
