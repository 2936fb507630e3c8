"""Alarms on what becomes of raw: tables, files taken in, days closed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from aws_cdk.aws_cloudwatch import TreatMissingData
from aws_cdk.aws_sqs import IQueue

from stacks.alarms.alarm_spec import BELOW, AlarmSpec, Urgency
from stacks.graphs import MetricGraph
from stacks.metrics import HOUR, metric_count, metric_messages

if TYPE_CHECKING:
    from stacks.retail.lake import LakeStack

# After silence the next sales are still collected, and then they wait for a run.
CURATING_HOURS = 2
# A night, and time to mend what went wrong in it.
CLOSING_HOURS = 30
# Periods of five minutes: SQS may report of a queue that slept a quarter of an hour late.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
SQS_REPORTS = 6


def define_alarms(lake: "LakeStack") -> Iterator[AlarmSpec]:
    """Yield the alarms, in the order in which sales become a report."""
    yield _not_started(lake)
    yield _runs_failed(lake)
    yield _files_refused(lake)
    yield _quarantined(lake)
    if (silence_hours := lake.config.silence_hours) is not None:
        yield _stale(silence_hours + CURATING_HOURS, lake)
    yield _blocked(lake)
    if lake.settings.nightly:
        yield _not_closed(lake)
    if lake.quality.passed is not None:
        yield _quality_not_passed(lake.quality.tables, lake.quality.passed)


def _not_started(lake: "LakeStack") -> AlarmSpec:
    return AlarmSpec(
        name="NotStarted",
        fault="A start of a job of the lake could not be made, and was given up.",
        urgency=Urgency.TICKET,
        runbook="job-not-started",
        metric=metric_messages(lake.dead_letters),
    )


def _runs_failed(lake: "LakeStack") -> AlarmSpec:
    return AlarmSpec(
        name="JobFailed",
        fault="A run of a job of the lake has failed, took too long, or was stopped.",
        urgency=Urgency.TICKET,
        runbook="job-failed",
        metric=metric_messages(lake.failed),
    )


def _files_refused(lake: "LakeStack") -> AlarmSpec:
    return AlarmSpec(
        name="FilesRefused",
        fault="A file of a store was refused or given up; its receipt says why.",
        urgency=Urgency.TICKET,
        runbook="files-refused",
        metric=metric_count(lake, "FilesRefused", period=HOUR),
    )


def _quarantined(lake: "LakeStack") -> AlarmSpec:
    return AlarmSpec(
        name="RecordsQuarantined",
        fault="The lake has refused a record: it is in no table, and in no report.",
        urgency=Urgency.TICKET,
        runbook="records-quarantined",
        metric=metric_count(lake, "RecordsQuarantined", period=HOUR),
    )


def _stale(hours: int, lake: "LakeStack") -> AlarmSpec:
    return AlarmSpec(
        name="LakeStale",
        fault=f"For {hours} hours no sale has come into the tables.",
        urgency=Urgency.TICKET,
        runbook="lake-stale",
        metric=metric_count(lake, "SalesCurated", period=HOUR),
        comparison=BELOW,
        periods=hours,
        missing=TreatMissingData.BREACHING,
    )


def _blocked(lake: "LakeStack") -> AlarmSpec:
    """Sales may be lost between two who count them, and the stream forgets."""
    return AlarmSpec(
        name="DaysBlocked",
        fault="A day stays open: its control totals disagree.",
        urgency=Urgency.PAGE,
        runbook="day-blocked",
        metric=metric_count(lake, "DaysBlocked", period=HOUR),
    )


def _not_closed(lake: "LakeStack") -> AlarmSpec:
    return AlarmSpec(
        name="NotClosed",
        fault=f"For {CLOSING_HOURS} hours no day has been closed: there is no report.",
        urgency=Urgency.TICKET,
        runbook="day-not-closed",
        metric=metric_count(lake, "DaysClosed", period=HOUR),
        comparison=BELOW,
        periods=CLOSING_HOURS,
        missing=TreatMissingData.BREACHING,
    )


def _quality_not_passed(tables: int, passed: IQueue) -> AlarmSpec:
    """What went around the jobs is in the tables unchecked; what they write is checked as they write it."""
    return AlarmSpec(
        name="QualityNotPassed",
        fault="In a week not every table was found to keep its rules: one broke, or its evaluation failed.",
        urgency=Urgency.TICKET,
        runbook="quality-not-passed",
        metric=metric_messages(passed),
        threshold=tables,
        comparison=BELOW,
        periods=SQS_REPORTS,
        missing=TreatMissingData.BREACHING,
    )


def define_graphs(lake: "LakeStack") -> Mapping[str, Sequence[MetricGraph]]:
    """Return the columns of what the archived sales become, from left to right."""
    return {
        "files become sales": [_hourly(lake, "Files", "FilesIngested", "FilesRefused")],
        "sales become tables": [_hourly(lake, "Records", "SalesCurated", "RecordsQuarantined")],
        "and days are closed": [_hourly(lake, "Days", "DaysClosed", "DaysBlocked")],
    }


def _hourly(lake: "LakeStack", title: str, *names: str) -> MetricGraph:
    metrics = [metric_count(lake, name, period=HOUR).with_(label=name) for name in names]
    return MetricGraph(title=title, metrics=metrics)
