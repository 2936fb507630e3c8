"""What a private network needs."""

from pathlib import Path

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, needed, refused, role
from twin.resolve import Resolved

WRITE_LOG = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
OWN_LOG = allow("logs:CreateLogStream", "logs:PutLogEvents", on="*")


def logged(directory: Path, *actions: str) -> Resolved:
    """A flow log under a role that may do this to its group."""
    return app(
        directory,
        Group=resource("AWS::Logs::LogGroup"),
        Role=role("vpc-flow-logs.amazonaws.com", allow(*actions, on=arn("Group"))),
        FlowLog=resource(
            "AWS::EC2::FlowLog", DeliverLogsPermissionArn=arn("Role"), LogGroupName={"Ref": "Group"}
        ),
    )


def placed(directory: Path, **properties: object) -> Resolved:
    """A function under a role that may write its log."""
    return app(
        directory,
        Role=role("lambda.amazonaws.com", OWN_LOG),
        Function=resource("AWS::Lambda::Function", Role=arn("Role"), **properties),
    )


def test_each_action_on_its_group_is_needed(tmp_path: Path) -> None:
    assert not refused(logged(tmp_path, *WRITE_LOG))
    for action in WRITE_LOG:
        assert refused(logged(tmp_path, *(each for each in WRITE_LOG if each != action))), action


def test_a_function_in_a_network_needs_its_interfaces_and_no_other_does(tmp_path: Path) -> None:
    inside = needed(placed(tmp_path, VpcConfig={"SubnetIds": ["subnet-1"]}))

    assert ("ec2:CreateNetworkInterface", "*") in inside
    assert not [action for action, _ in needed(placed(tmp_path)) if action.startswith("ec2:")]
