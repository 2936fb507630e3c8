"""The lag of the streaming view behind the stream: its newest record's age, if the stream has a newer one."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import warehouse
from lambdas.core.warehouse.statements import StatementSession

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

MINUTE = timedelta(minutes=1)


def measure_lag_seconds(
    session: StatementSession, cloudwatch: "CloudWatchClient", stream: str, now: datetime
) -> int:
    """Return how long ago the newest record of the view arrived; 0 if nothing has arrived since.

    A view without any record is as late as the stream's oldest one of the last hour.
    """
    [row] = session.query("lag", warehouse.fill_in(warehouse.lag_query(), {"stream": stream}))
    age = timedelta(seconds=row["seconds"]) if row["seconds"] is not None else timedelta(hours=1)
    return int(age.total_seconds()) if _has_arrived(cloudwatch, stream, now - age + MINUTE, now) else 0


def count_failed_records(session: StatementSession) -> int:
    """Return how many records refreshes could not take in of late."""
    [row] = session.query("errors", warehouse.errors_query())
    return int(row["records"])


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def _has_arrived(cloudwatch: "CloudWatchClient", stream: str, start: datetime, end: datetime) -> bool:
    if start >= end - MINUTE:
        return False
    metric = {
        "Namespace": "AWS/Kinesis",
        "MetricName": "IncomingRecords",
        "Dimensions": [{"Name": "StreamName", "Value": stream}],
    }
    query: Any = {"Id": "arrived", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
    found = cloudwatch.get_metric_data(MetricDataQueries=[query], StartTime=start, EndTime=end)
    return any(sum(each["Values"]) > 0 for each in found["MetricDataResults"])
