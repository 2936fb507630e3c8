from review.bill_lines import Unpriced
from review.loads import MonthlyLoad
from review.services import cloudwatch, push
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource

PUSHED = assembly(
    Api=resource(push.API, Name="Push"),
    Access=resource(cloudwatch.LOGS, RetentionInDays=7),
    Faults=resource(cloudwatch.LOGS, LogGroupName={"Fn::Join": ["", ["Logs_", {"Ref": "Api"}]]}),
    Other=resource(cloudwatch.LOGS),
    Stage=resource(push.STAGE, AccessLogSetting={"DestinationArn": {"Fn::GetAtt": ["Access", "Arn"]}}),
    Acl=resource(push.FIREWALL, Rules=[{"Name": "Flood"}, {"Name": "Attacks"}]),
)


def test_what_is_charged_by_the_request_is_unpriced() -> None:
    [line] = push.lines(PUSHED, PUSHED.resources(push.API)[0], MonthlyLoad(200))

    assert isinstance(line, Unpriced)
    assert line.reason == push.BY_REQUEST


def test_a_firewall_costs_by_the_month_and_its_requests_are_unpriced() -> None:
    [acl] = PUSHED.resources(push.FIREWALL)

    lines = list(push.firewall_lines(PUSHED, acl, MonthlyLoad(0)))

    assert quantities(iter(lines)) == {"web ACLs": 1, "rules": 2}
    assert [line.reason for line in lines if isinstance(line, Unpriced)] == [push.BY_INSPECTION]


def test_logs_of_requests_are_told_from_others() -> None:
    reasons = {}
    for group in PUSHED.resources(cloudwatch.LOGS):
        [line] = cloudwatch.log_lines(PUSHED, group, MonthlyLoad(1))
        assert isinstance(line, Unpriced)
        reasons[group.logical_id] = line.reason

    assert reasons == {
        "Access": cloudwatch.OF_REQUESTS,
        "Faults": cloudwatch.OF_REQUESTS,
        "Other": cloudwatch.OF_FAULTS,
    }
