"""What Glue needs for a run that evaluates the rules of data quality, as a schedule starts it."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from twin.assembly import Resource
from twin.loopback import REGION
from twin.permissions.needs.arns import GLUE, bucket_arn, catalog_arns, log_streams, table_objects
from twin.permissions.needs.row import Arise, NeedCase, NeedRow
from twin.resolve import Resolved

SERVICE, SCHEDULE = "glue.amazonaws.com", "AWS::Scheduler::Schedule"
STARTED_BY = ":aws-sdk:glue:startDataQualityRulesetEvaluationRun"
PERMISSIONS = "https://docs.aws.amazon.com/glue/latest/dg/data-quality-authorization.html"
# "These libraries are required to evaluate data quality for your datasets."
ASSETS = "https://docs.aws.amazon.com/glue/latest/dg/data-quality-trouble.html"
# "… Publish metrics to Amazon CloudWatch … must remain selected for EventBridge publishing to work."
EVENTS = "https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html"
NAMESPACE = "Glue Data Quality"
LOGS = ("/aws-glue/data-quality/error", "/aws-glue/data-quality/output")

Run = Mapping[str, Any]
Select = Callable[[Resolved, Run], tuple[str, ...]]


def _rulesets(_: Resolved, run: Run) -> tuple[str, ...]:
    return tuple(f"{GLUE}:dataQualityRuleset/{name}" for name in run["RulesetNames"])


def _every_run(_: Resolved, __: Run) -> tuple[str, ...]:
    """A run isn't a resource: AWS asks for every ruleset."""
    return (f"{GLUE}:dataQualityRuleset/*",)


def _table(_: Resolved, run: Run) -> tuple[str, ...]:
    table = run["DataSource"]["GlueTable"]
    return catalog_arns(table["DatabaseName"], table["TableName"])


def _database(app: Resolved, run: Run) -> tuple[str, ...]:
    return _table(app, run)[:2]


def _objects(app: Resolved, run: Run) -> tuple[str, ...]:
    table = run["DataSource"]["GlueTable"]
    return (table_objects(app, table["DatabaseName"], table["TableName"]),)


def _bucket(app: Resolved, run: Run) -> tuple[str, ...]:
    return tuple(bucket_arn(each) for each in _objects(app, run))


def _assets(_: Resolved, __: Run) -> tuple[str, ...]:
    return (f"arn:aws:s3:::aws-glue-ml-data-quality-assets-{REGION}/*",)


def _logs(_: Resolved, __: Run) -> tuple[str, ...]:
    return tuple(log_streams(group) for group in LOGS)


def _metrics(_: Resolved, run: Run) -> tuple[str, ...]:
    return ("*",) if run.get("AdditionalRunOptions", {}).get("CloudWatchMetricsEnabled") else ()


def _evaluating(select: Select, **context: str) -> Arise:
    def arise(app: Resolved, schedule: Resource) -> Iterator[NeedCase]:
        target = schedule.properties["Target"]
        if target["Arn"].endswith(STARTED_BY):
            run = json.loads(target["Input"])
            keys = {name.replace("_", ":"): value for name, value in context.items()}
            yield NeedCase(resources=select(app, run), role=run["Role"], context=keys)

    return arise


def _row(page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=SERVICE, type=SCHEDULE, page=page, actions=actions, arise=arise)


ROWS = (
    _row(ASSETS, _evaluating(_assets), "s3:GetObject"),
    _row(PERMISSIONS, _evaluating(_rulesets), "glue:GetDataQualityRuleset"),
    _row(
        PERMISSIONS,
        _evaluating(_every_run),
        "glue:GetDataQualityRulesetEvaluationRun",
        "glue:PublishDataQuality",
    ),
    _row(PERMISSIONS, _evaluating(_table), "glue:GetPartitions", "glue:GetTable"),
    # The database and the logs the page names only for recommendations of rules, which read tables alike.
    _row(PERMISSIONS, _evaluating(_database), "glue:GetDatabase"),
    _row(
        PERMISSIONS,
        _evaluating(_logs),
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ),
    _row(PERMISSIONS, _evaluating(_bucket), "s3:ListBucket"),
    _row(PERMISSIONS, _evaluating(_objects), "s3:GetObject"),
    _row(EVENTS, _evaluating(_metrics, cloudwatch_namespace=NAMESPACE), "cloudwatch:PutMetricData"),
)
