"""Functions in a private network, and what Lambda needs to put them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack
from aws_cdk.aws_ec2 import ISecurityGroup, ISubnet, IVpc, SubnetSelection
from aws_cdk.aws_iam import Effect, PolicyStatement, Role

from stacks.constructs.grant import EVERYWHERE, grant
from stacks.constructs.nag import acknowledge

# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
INTERFACES = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)
NAMED_BY_EC2 = (
    "Lambda makes, describes and removes network interfaces with the function's role, and checks for exactly"
    " this; the function's own code is denied it."
)


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A function's place in the network: these subnets, behind these security groups."""

    vpc: IVpc
    subnets: Sequence[ISubnet]
    groups: Sequence[ISecurityGroup]

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the arguments of a function."""
        return {
            "security_groups": list(self.groups),
            "vpc": self.vpc,
            "vpc_subnets": SubnetSelection(subnets=list(self.subnets)),
        }


def grant_network_interfaces(role: Role) -> None:
    """Let Lambda place a function with its role, and deny the same to the function's own code.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
    """
    grant(role, *INTERFACES, on="*")
    functions = Stack.of(role).format_arn(service="lambda", resource="function:*")
    code = PolicyStatement(
        sid="NotByTheCode",
        effect=Effect.DENY,
        actions=list(INTERFACES),
        resources=["*"],
        conditions={"ArnLike": {"lambda:SourceFunctionArn": functions}},
    )
    role.add_to_policy(code)
    acknowledge(role, {EVERYWHERE: NAMED_BY_EC2})
