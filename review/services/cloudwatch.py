"""What is logged, counted, alarmed and drawn."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import prices
from domain import EVENT
from review.bill_lines import BillLine, Lines, Unpriced
from review.consumers import FUNCTION, environment
from review.loads import DAYS_A_MONTH, GB, LOG_BYTES_A_RUN, LOGS_COMPRESSED, MonthlyLoad
from review.services import push
from review.services.mappings import feeding, runs
from twin.assembly import Assembly, Resource

OF_A_JOB = "A run of a job writes a few megabytes, most of them Spark's own."
OF_REQUESTS = f"A line a pushed {EVENT.noun}: how many are pushed isn't in the template."
OF_EVENTS = "Some lines a run: nothing in the template says how often its function runs."
OF_FAULTS = "Written only when a delivery or a step fails."
LOGS = "AWS::Logs::LogGroup"
ALARM = "AWS::CloudWatch::Alarm"
DASHBOARD = "AWS::CloudWatch::Dashboard"


def log_lines(assembly: Assembly, group: Resource, load: MonthlyLoad) -> Lines:
    """Yield what functions log: every run."""
    writers = [each for each in assembly.resources(FUNCTION) if group in _group(assembly, each)]
    if not writers:
        yield Unpriced(group, _why_unpriced(assembly, group))
    for function in writers:
        yield from _written(assembly, group, feeding(assembly, function), load)


def alarm_lines(_assembly: Assembly, alarm: Resource, _load: MonthlyLoad) -> Lines:
    """Yield the alarm, by the metrics that it looks at."""
    metrics = alarm.properties.get("Metrics")
    looked_at = sum("MetricStat" in metric for metric in metrics) if metrics else 1
    yield BillLine(alarm, prices.ALARM, looked_at)


def dashboard_lines(assembly: Assembly, dashboard: Resource, load: MonthlyLoad) -> Lines:
    """Yield the dashboard, and the functions' own metrics that it shows: charged while they are sent."""
    yield BillLine(dashboard, prices.DASHBOARD, 1)
    shown = _text(dashboard.properties["DashboardBody"])
    own = {metric for each in assembly.resources(FUNCTION) for metric in _own(each, shown)}
    yield BillLine(dashboard, prices.METRIC, len(own) if load.events else 0)


def _written(assembly: Assembly, group: Resource, mappings: Sequence[Resource], load: MonthlyLoad) -> Lines:
    if not mappings:
        yield Unpriced(group, OF_EVENTS)
        return
    written = sum(runs(assembly, mapping, load).count for mapping in mappings) * LOG_BYTES_A_RUN / GB
    yield BillLine(group, prices.LOGGED, written)
    yield from _kept(group, written * LOGS_COMPRESSED)


def _kept(group: Resource, a_month: float) -> Lines:
    if "RetentionInDays" in group.properties:
        yield BillLine(group, prices.LOGS_KEPT, a_month * group.properties["RetentionInDays"] / DAYS_A_MONTH)
    else:
        yield Unpriced(group, "Kept without end.")


def _why_unpriced(assembly: Assembly, group: Resource) -> str:
    if push.logged(assembly, group):
        return OF_REQUESTS
    return OF_A_JOB if isinstance(group.properties.get("LogGroupName"), str) else OF_FAULTS


def _group(assembly: Assembly, function: Resource) -> frozenset[Resource]:
    return assembly.mentioned(function.stack, function.properties.get("LoggingConfig", {}).get("LogGroup"))


def _own(function: Resource, shown: str) -> list[tuple[str, str, str]]:
    """Namespace, name and service: what Powertools sends under the function's environment."""
    variables = environment(function)
    namespace = variables.get("POWERTOOLS_METRICS_NAMESPACE", "")
    service = variables.get("POWERTOOLS_SERVICE_NAME", "")
    names = re.findall(rf'\["{re.escape(namespace)}","(\w+)","service","{re.escape(service)}"', shown)
    return [(namespace, name, service) for name in names]


def _text(body: str | Mapping[str, Any]) -> str:
    """A dashboard's JSON, without what only a deployment can fill in."""
    if isinstance(body, str):
        return body
    parts: list[object] = body["Fn::Join"][1]
    return "".join(part for part in parts if isinstance(part, str))
