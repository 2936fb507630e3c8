from review.loads import Load
from review.rows import Unpriced
from review.services import push, watching
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource

PUSHED = assembly(
    Api=resource(push.API, Name="Push"),
    Access=resource(watching.LOGS, RetentionInDays=7),
    Faults=resource(watching.LOGS, LogGroupName={"Fn::Join": ["", ["Logs_", {"Ref": "Api"}]]}),
    Other=resource(watching.LOGS),
    Stage=resource(push.STAGE, AccessLogSetting={"DestinationArn": {"Fn::GetAtt": ["Access", "Arn"]}}),
    Acl=resource(push.FIREWALL, Rules=[{"Name": "Flood"}, {"Name": "Attacks"}]),
)


def test_what_is_charged_by_the_request_is_unpriced() -> None:
    [line] = push.lines(PUSHED, PUSHED.resources(push.API)[0], Load(200))

    assert isinstance(line, Unpriced)
    assert line.reason == push.BY_REQUEST


def test_a_firewall_costs_by_the_month_and_its_requests_are_unpriced() -> None:
    [acl] = PUSHED.resources(push.FIREWALL)

    lines = list(push.firewall_lines(PUSHED, acl, Load(0)))

    assert quantities(iter(lines)) == {"web ACLs": 1, "rules": 2}
    assert [line.reason for line in lines if isinstance(line, Unpriced)] == [push.BY_INSPECTION]


def test_logs_of_requests_are_told_from_others() -> None:
    reasons = {}
    for group in PUSHED.resources(watching.LOGS):
        [line] = watching.log_lines(PUSHED, group, Load(1))
        assert isinstance(line, Unpriced)
        reasons[group.logical_id] = line.reason

    assert reasons == {
        "Access": watching.OF_REQUESTS,
        "Faults": watching.OF_REQUESTS,
        "Other": watching.OF_FAULTS,
    }
