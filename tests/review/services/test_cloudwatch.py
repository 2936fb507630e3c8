import pytest

from review.bill_lines import Unpriced
from review.consumers import FUNCTION
from review.loads import MonthlyLoad
from review.services import cloudwatch, kinesis, queues
from review.services.mappings import MAPPING
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly

OWN = '["Sluice","Applied","service","inventory",{"label":"applied"}]'
AWS_OWN = '["AWS/Lambda","Errors","FunctionName","'
BODY = {"Fn::Join": ["", [f"{OWN},{OWN},{AWS_OWN}", {"Ref": "Function"}, '"]']]}


def watched(**log_properties: object) -> Assembly:
    """A function that logs, and a dashboard that shows a metric of its own twice."""
    variables = {"POWERTOOLS_METRICS_NAMESPACE": "Sluice", "POWERTOOLS_SERVICE_NAME": "inventory"}
    return assembly(
        Sales=resource(kinesis.STREAM, ShardCount=1),
        Log=resource(cloudwatch.LOGS, **log_properties),
        Function=resource(
            FUNCTION,
            Environment={"Variables": variables},
            LoggingConfig={"LogGroup": {"Ref": "Log"}},
        ),
        Mapping=resource(
            MAPPING,
            BatchSize=100,
            EventSourceArn={"Fn::GetAtt": ["Sales", "Arn"]},
            FunctionName={"Ref": "Function"},
        ),
        Dashboard=resource(cloudwatch.DASHBOARD, DashboardBody=BODY),
    )


def test_each_run_writes_its_log_which_is_kept_as_long_as_its_group_says() -> None:
    app = watched(RetentionInDays=73)

    charged = quantities(cloudwatch.log_lines(app, app.resources(cloudwatch.LOGS)[0], MonthlyLoad(1)))

    written = 2_628_000 * 1_200 / 1024**3
    assert charged == {
        "logs written": pytest.approx(written),
        "logs kept": pytest.approx(written * 0.15 * 73 * 12 / 365),
    }


def test_logs_without_end_are_unpriced() -> None:
    app = watched()

    lines = list(cloudwatch.log_lines(app, app.resources(cloudwatch.LOGS)[0], MonthlyLoad(1)))

    assert [line.reason for line in lines if isinstance(line, Unpriced)] == ["Kept without end."]


def test_a_group_that_no_function_writes_is_unpriced() -> None:
    app = assembly(Errors=resource(cloudwatch.LOGS, RetentionInDays=7))

    [line] = cloudwatch.log_lines(app, app.resources(cloudwatch.LOGS)[0], MonthlyLoad(1))

    assert isinstance(line, Unpriced)


def test_a_group_is_a_job_s_only_if_glue_has_made_up_its_whole_name() -> None:
    name = {"Fn::Join": ["", ["/aws/vendedlogs/states/", {"Ref": "AWS::StackId"}]]}
    app = assembly(
        Job=resource(cloudwatch.LOGS, LogGroupName="/sluice/dev/curate/error"),
        Machine=resource(cloudwatch.LOGS, LogGroupName=name),
    )

    groups = app.resources(cloudwatch.LOGS)
    lines = [line for group in groups for line in cloudwatch.log_lines(app, group, MonthlyLoad(1))]

    assert [line.reason for line in lines if isinstance(line, Unpriced)] == [
        cloudwatch.OF_A_JOB,
        cloudwatch.OF_FAULTS,
    ]


def test_the_log_of_a_function_that_works_off_a_queue_is_unpriced() -> None:
    app = assembly(
        Orders=resource(queues.QUEUE),
        Log=resource(cloudwatch.LOGS, RetentionInDays=7),
        Function=resource(FUNCTION, LoggingConfig={"LogGroup": {"Ref": "Log"}}),
        Mapping=resource(
            MAPPING, EventSourceArn={"Fn::GetAtt": ["Orders", "Arn"]}, FunctionName={"Ref": "Function"}
        ),
    )

    [line] = cloudwatch.log_lines(app, app.resources(cloudwatch.LOGS)[0], MonthlyLoad(1))

    assert isinstance(line, Unpriced)


def test_own_metrics_are_charged_once_each_and_only_while_sales_come() -> None:
    app = watched()
    [dashboard] = app.resources(cloudwatch.DASHBOARD)

    busy = quantities(cloudwatch.dashboard_lines(app, dashboard, MonthlyLoad(1)))
    idle = quantities(cloudwatch.dashboard_lines(app, dashboard, MonthlyLoad(0)))

    assert busy == {"dashboards": 1, "the functions' own metrics": 1}
    assert idle == {"dashboards": 1, "the functions' own metrics": 0}


def test_an_alarm_is_charged_by_the_metrics_that_it_looks_at() -> None:
    ratio = [{"MetricStat": {}}, {"MetricStat": {}}, {"Expression": "a/b"}]
    app = assembly(
        Plain=resource(cloudwatch.ALARM, MetricName="Errors"), Ratio=resource(cloudwatch.ALARM, Metrics=ratio)
    )

    charged = [
        quantities(cloudwatch.alarm_lines(app, alarm, MonthlyLoad(0)))
        for alarm in app.resources(cloudwatch.ALARM)
    ]

    assert charged == [{"alarms": 1}, {"alarms": 2}]
