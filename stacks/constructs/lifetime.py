"""Removal policies, and the identity that keeps two lifetimes of a stack apart."""

from aws_cdk import Aws, Fn, RemovalPolicy, Stack
from constructs import Construct


def removal_policy(*, retain: bool) -> RemovalPolicy:
    """Keep what holds data when it is deleted or replaced; a first deploy that is rolled back keeps nothing.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if retain else RemovalPolicy.DESTROY


def lifetime_id() -> str:
    """Return eight hex digits that no other stack has, and no earlier one of the same name.

    A stack's id ends in a UUID: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
    """
    uuid = Fn.select(2, Fn.split("/", Aws.STACK_ID))
    return Fn.select(0, Fn.split("-", uuid))


def deployment_roles(scope: Construct) -> str:
    """Return the ARN, with wildcards, of the roles as which CloudFormation acts for the CDK."""
    stack = Stack.of(scope)
    name = f"cdk-*-cfn-exec-role-{stack.account}-*"
    return stack.format_arn(service="iam", region="", resource="role", resource_name=name)
