"""The dashboard's graphs in columns, and the columns that several stacks fill."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aws_cdk.aws_cloudwatch import Metric, Stats


@dataclass(frozen=True, kw_only=True)
class MetricGraph:
    """Metrics over time, and the alarms whose thresholds are drawn among them."""

    title: str
    metrics: Sequence[Metric]
    limits: Sequence[str] = ()

    def with_more(self, other: "MetricGraph") -> "MetricGraph":
        """Return this graph with the metrics of another one."""
        metrics, limits = [*self.metrics, *other.metrics], [*self.limits, *other.limits]
        return MetricGraph(title=self.title, metrics=metrics, limits=limits)


def merge_rows(flows: Iterable[Mapping[str, Sequence[MetricGraph]]]) -> list[dict[str, list[MetricGraph]]]:
    """Return a row for each flow, from top to bottom, of the columns that no flow before it has named.

    The others go on in the row where they are; graphs of one title in a column become one. A column that
    nobody fills is left out.
    """
    rows: list[dict[str, list[MetricGraph]]] = []
    for flow in flows:
        rows.append({})
        for title, graphs in flow.items():
            row = next((each for each in rows if title in each), rows[-1])
            row[title] = _merge(row.get(title, []), graphs)
    filled = ({title: graphs for title, graphs in row.items() if graphs} for row in rows)
    return [row for row in filled if row]


def sum_of(metric: Metric, label: str) -> Metric:
    """Return how much a metric counted."""
    return metric.with_(label=label, statistic=Stats.SUM)


def highest_of(metric: Metric, label: str) -> Metric:
    """Return a metric at its worst."""
    return metric.with_(label=label, statistic=Stats.MAXIMUM)


def _merge(graphs: Iterable[MetricGraph], others: Iterable[MetricGraph]) -> list[MetricGraph]:
    merged: dict[str, MetricGraph] = {}
    for each in (*graphs, *others):
        merged[each.title] = merged[each.title].with_more(each) if each.title in merged else each
    return list(merged.values())
