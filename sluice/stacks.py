"""What the stacks of an environment hold."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sluice.cloud import NotDeployed, asking_of, stack_name

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient


def stacks(cloudformation: "CloudFormationClient", environment: str) -> list[str]:
    """Name the stacks of an environment that stand; raises NotDeployed if there is none."""
    found = {each for each in standing(cloudformation) if each.startswith(stack_name(environment, ""))}
    if not found:
        raise NotDeployed(f"there is no stack of {environment} in {cloudformation.meta.region_name}")
    return sorted(found)


def standing(cloudformation: "CloudFormationClient") -> Iterator[str]:
    """Name every stack that isn't deleted, of whatever environment."""
    for page in cloudformation.get_paginator("list_stacks").paginate():
        for each in page["StackSummaries"]:
            if each["StackStatus"] != "DELETE_COMPLETE":
                yield each["StackName"]


def resources(cloudformation: "CloudFormationClient", stack: str, kind: str) -> dict[str, str]:
    """Return a stack's resources of a kind: the physical id by the logical; raises NotDeployed."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    with asking_of(cloudformation, stack):
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in pages
            for each in page["StackResourceSummaries"]
            if each["ResourceType"] == kind
        }
