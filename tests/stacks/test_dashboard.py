"""The dashboard reads from left to right as sales flow."""

import json
from itertools import combinations
from typing import Any

from tests.stacks.published import PUBLISHED
from tests.stacks.synthesized import Environment
from tests.stacks.watched import owner_of

Widget = dict[str, Any]
WIDTH = 24
# https://aws.amazon.com/cloudwatch/pricing/: three dashboards of up to 50 metrics are free.
FREE_METRICS = 50


def test_columns_follow_the_flow(environment: Environment) -> None:
    rows: dict[int, list[str]] = {}
    for heading in sorted(of_type(environment, "text"), key=lambda each: (each["y"], each["x"])):
        rows.setdefault(heading["y"], []).append(heading["properties"]["markdown"])

    assert ["## Events arrive", "## are read", "## are applied once", "## and are kept"] in rows.values()
    assert len(rows) <= 1 + len(environment.config.capabilities)


def test_what_is_decided_stands_in_one_graph_and_what_is_archived_in_a_row(full: Environment) -> None:
    headings = sorted(of_type(full, "text"), key=lambda each: (each["y"], each["x"]))
    texts = [each["properties"]["markdown"].removeprefix("## ") for each in headings]
    [decisions] = [each for each in of_type(full, "metric") if each["properties"]["title"] == "Decisions"]
    lake = texts.index("files become sales")

    assert [metric[1] for metric in metrics(decisions)] == ["FraudSuspected", "StockLow", "OrdersPlaced"]
    assert texts[lake : lake + 3] == ["files become sales", "sales become tables", "and days are closed"]


def test_every_graph_stands_under_its_heading(environment: Environment) -> None:
    columns = {(heading["x"], heading["width"]) for heading in of_type(environment, "text")}
    for graph in of_type(environment, "metric"):
        assert (graph["x"], graph["width"]) in columns, graph["properties"]["title"]


def test_what_comes_first_is_measured_first(environment: Environment) -> None:
    """The stream on the left, then who reads it, then what its readers count, then where it lies."""
    x_of = {metric[1]: graph["x"] for graph in of_type(environment, "metric") for metric in metrics(graph)}

    in_order = [x_of[name] for name in ("IncomingRecords", "IteratorAge", "Applied", "DeliveryToS3.Records")]

    assert in_order == sorted(set(in_order))


def test_no_two_widgets_overlap(environment: Environment) -> None:
    placed = widgets(environment)

    assert all(widget["x"] + widget["width"] <= WIDTH for widget in placed)
    for one, other in combinations(placed, 2):
        assert not overlap(one, other)


def test_the_state_of_every_alarm_is_on_top(environment: Environment) -> None:
    (states,) = of_type(environment, "alarm")

    assert (states["x"], states["y"], states["width"]) == (0, 0, WIDTH)
    assert len(states["properties"]["alarms"]) == len(environment.every("AWS::CloudWatch::Alarm"))


def test_every_metric_belongs_to_a_resource_and_exists(environment: Environment) -> None:
    for graph in of_type(environment, "metric"):
        for namespace, name, dimension, value, *_ in metrics(graph):
            owner_of(environment, namespace, dimension, value)
            assert dimension == "service" or name in PUBLISHED[namespace, dimension], name


def test_it_stays_free_of_charge_where_it_is_the_only_one(environment: Environment) -> None:
    """What stands beside the flow of sales brings rows of its own, and is paid for as long as it is there."""
    if environment.base.templates == environment.templates:
        assert sum(len(metrics(graph)) for graph in of_type(environment, "metric")) <= FREE_METRICS


def widgets(environment: Environment) -> list[Widget]:
    """The dashboard's widgets, each reference put in as the JSON that it is in the template."""
    body = environment.the("AWS::CloudWatch::Dashboard").properties["DashboardBody"]
    text = "".join(part if isinstance(part, str) else quoted(part) for part in body["Fn::Join"][1])
    found: list[Widget] = json.loads(text)["widgets"]
    return found


def quoted(reference: Any) -> str:
    """A reference inside a JSON string."""
    return json.dumps(json.dumps(reference))[1:-1]


def of_type(environment: Environment, kind: str) -> list[Widget]:
    """The widgets of a type, at least one."""
    found = [widget for widget in widgets(environment) if widget["type"] == kind]
    assert found
    return found


def metrics(graph: Widget) -> list[list[Any]]:
    """A graph's metrics: namespace, name, dimension, its value as the template has it, how it is drawn."""
    return [
        [json.loads(part) if isinstance(part, str) and part.startswith("{") else part for part in metric]
        for metric in graph["properties"]["metrics"]
    ]


def overlap(one: Widget, other: Widget) -> bool:
    """Whether two rectangles share a cell."""
    return all(
        one[start] < other[start] + other[size] and other[start] < one[start] + one[size]
        for start, size in (("x", "width"), ("y", "height"))
    )
