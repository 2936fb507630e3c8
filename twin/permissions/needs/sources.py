"""What AWS IoT needs for topic rules: to put on a stream, and to send what failed to a queue."""

from collections.abc import Iterator
from typing import Any

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.row import Arise, NeedCase, NeedRow, UnknownNeed
from twin.resolve import Resolved

IOT, TOPIC_RULE = "iot.amazonaws.com", "AWS::IoT::TopicRule"
GUIDE = "https://docs.aws.amazon.com/iot/latest/developerguide"
KINESIS = f"{GUIDE}/kinesis-rule-action.html"
SQS = f"{GUIDE}/sqs-rule-action.html"
KNOWN = frozenset({"Kinesis", "Sqs"})


def _put(_: Resolved, rule: Resource) -> Iterator[NeedCase]:
    for kind, action in _actions(rule):
        if kind == "Kinesis":
            stream = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{action['StreamName']}"
            yield NeedCase(resources=(stream,), role=action["RoleArn"])


def _send(_: Resolved, rule: Resource) -> Iterator[NeedCase]:
    for kind, action in _actions(rule):
        if kind == "Sqs":
            queue = action["QueueUrl"].rpartition("/")[2]
            yield NeedCase(resources=(f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",), role=action["RoleArn"])


def _actions(rule: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every action, the error action too; raise UnknownNeed for one that no row tells of."""
    payload = rule.properties["TopicRulePayload"]
    for action in filter(None, (*payload["Actions"], payload.get("ErrorAction"))):
        for kind, settings in action.items():
            if kind not in KNOWN:
                raise UnknownNeed(f"{rule.path} has an action {kind}, and no row tells what that needs.")
            yield kind, settings


def _row(page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=IOT, type=TOPIC_RULE, page=page, actions=actions, arise=arise)


ROWS = (
    _row(KINESIS, _put, "kinesis:PutRecord"),
    _row(SQS, _send, "sqs:SendMessage"),
)
