"""How late the view is: its newest record's age, but only if the stream has had a newer one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.core.warehouse.statements import StatementSession
from lambdas.core.warehouse.watch import count_failed_records, measure_lag_seconds
from tests.lambdas.core.warehouse.redshift import DataApi

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Counts:
    """CloudWatch, as far as it counts what came into a stream."""

    def __init__(self, *arrived: float) -> None:
        self.arrived = list(arrived)
        self.asked: list[dict[str, Any]] = []

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        """Return the counts."""
        self.asked.append(asked)
        return {"MetricDataResults": [{"Id": "arrived", "Values": self.arrived}]}


def late(seconds: int | None, counts: Counts) -> int:
    """Return how late a view is whose newest record is so old."""
    api: Any = DataApi(rows={"sys_stream_scan_states": [{"seconds": seconds}]})
    cloudwatch: Any = counts
    session = StatementSession(api, {}, lambda: 60_000, sleep=lambda _: None)
    return measure_lag_seconds(session, cloudwatch, "sales", NOW)


@pytest.mark.parametrize(
    ("seconds", "arrived", "found"),
    [(400, [0, 3], 400), (400, [], 0), (400, [0, 0], 0), (30, [9], 0), (None, [1], 3_600), (None, [], 0)],
)
def test_a_view_is_late_by_its_newest_record_if_newer_ones_have_arrived(
    seconds: int | None, arrived: list[float], found: int
) -> None:
    assert late(seconds, Counts(*arrived)) == found


def test_counts_what_arrived_after_the_newest_record_into_this_stream() -> None:
    counts = Counts(1)

    late(600, counts)

    [asked] = counts.asked
    assert (asked["StartTime"].minute, asked["EndTime"]) == (51, NOW)
    [query] = asked["MetricDataQueries"]
    assert query["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "StreamName", "Value": "sales"}]


def test_says_how_many_records_a_refresh_could_not_take() -> None:
    api: Any = DataApi(rows={"sys_stream_scan_errors": [{"records": 3}]})

    assert count_failed_records(StatementSession(api, {}, lambda: 60_000, sleep=lambda _: None)) == 3
