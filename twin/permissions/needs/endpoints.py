"""What API Gateway needs: to call a service for a method, and to write its logs."""

import re
from collections.abc import Iterator

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.row import Arise, NeedCase, NeedRow, UnknownNeed
from twin.resolve import Resolved

API_GATEWAY = "apigateway.amazonaws.com"
METHOD, ACCOUNT_SETTINGS = "AWS::ApiGateway::Method", "AWS::ApiGateway::Account"
GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
KINESIS = f"{GUIDE}/integrating-api-with-aws-services-kinesis.html"
LOGGING = f"{GUIDE}/set-up-logging.html"
STREAM_NAME = re.compile(r'"StreamName"\s*:\s*"([^"$]+)"')


def _put(action: str) -> Arise:
    """The streams that a method's templates name, put to with the method's credentials."""

    def arise(_: Resolved, method: Resource) -> Iterator[NeedCase]:
        integration = method.properties.get("Integration", {})
        if not integration.get("Credentials") or _called(method) != action:
            return
        templates = " ".join(integration["RequestTemplates"].values())
        streams = sorted(set(STREAM_NAME.findall(templates)))
        arns = tuple(f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}" for name in streams)
        yield NeedCase(resources=arns, role=integration["Credentials"])

    return arise


def _called(method: Resource) -> str:
    """The action that a method calls; raise UnknownNeed for one that no row tells of."""
    service, _, action = method.properties["Integration"]["Uri"].split(":", 4)[4].partition(":action/")
    if f"{service}:{action}" not in CALLED:
        raise UnknownNeed(f"{method.path} calls {service}:{action}, and no row tells what that needs.")
    return f"{service}:{action}"


def _logs(_: Resolved, account: Resource) -> Iterator[NeedCase]:
    yield NeedCase(resources=("*",), role=account.properties["CloudWatchRoleArn"])


CALLED = ("kinesis:PutRecord", "kinesis:PutRecords")


def _row(type_: str, page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=API_GATEWAY, type=type_, page=page, actions=actions, arise=arise)


ROWS = (
    *(_row(METHOD, KINESIS, _put(action), action) for action in CALLED),
    _row(
        ACCOUNT_SETTINGS,
        LOGGING,
        _logs,
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
    ),
)
