"""What a private network needs: to log what it refuses, and to have functions placed in it."""

from collections.abc import Iterator

from twin.assembly import Resource
from twin.permissions.needs.arns import log_streams
from twin.permissions.needs.row import NeedCase, NeedRow
from twin.resolve import Resolved

FLOW_LOG, FUNCTION = "AWS::EC2::FlowLog", "AWS::Lambda::Function"
FLOW_LOGS = "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html"
PLACES = (
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html"
)


def _logged(_: Resolved, flow_log: Resource) -> Iterator[NeedCase]:
    """To a group that is there already: it makes none, and looks for none."""
    if role := flow_log.properties.get("DeliverLogsPermissionArn"):
        yield NeedCase(resources=(log_streams(flow_log.properties["LogGroupName"]),), role=role)


def _placed(_: Resolved, function: Resource) -> Iterator[NeedCase]:
    if function.properties.get("VpcConfig"):
        yield NeedCase(resources=("*",), role=function.properties["Role"])


ROWS = (
    NeedRow(
        service="vpc-flow-logs.amazonaws.com",
        type=FLOW_LOG,
        page=FLOW_LOGS,
        actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
        arise=_logged,
    ),
    NeedRow(
        service="lambda.amazonaws.com",
        type=FUNCTION,
        page=PLACES,
        actions=(
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
        ),
        arise=_placed,
    ),
)
