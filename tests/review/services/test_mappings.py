import pytest

from review.bill_lines import Unpriced
from review.consumers import FUNCTION
from review.loads import MonthlyLoad
from review.services import dynamodb, kinesis, mappings, queues
from tests.review.services.consumers import STREAM, fed, the
from tests.review.templates import quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly

PUSHED = STREAM | {"FanOut": resource(kinesis.FAN_OUT, StreamARN={"Fn::GetAtt": ["Sales", "Arn"]})}
TABLE = {"Shelves": resource(dynamodb.TABLE, StreamSpecification={"StreamViewType": "NEW_IMAGE"})}
QUEUE = {"Orders": resource(queues.QUEUE)}


def runs_a_second(app: Assembly, load: MonthlyLoad) -> float:
    return mappings.runs(app, the(app, mappings.MAPPING), load).count / (730 * 3_600)


def test_few_sales_run_alone_more_fill_the_lanes_and_then_the_batches() -> None:
    app = fed(STREAM, "Sales.Arn", BatchSize=100, ParallelizationFactor=2)

    assert runs_a_second(app, MonthlyLoad(1)) == pytest.approx(1)
    assert runs_a_second(app, MonthlyLoad(20)) == pytest.approx(2 * 2)
    assert runs_a_second(app, MonthlyLoad(1_000)) == pytest.approx(1_000 / 100)
    assert runs_a_second(app, MonthlyLoad(0)) == 0


def test_a_window_gathers_sales_into_fewer_runs() -> None:
    app = fed(STREAM, "Sales.Arn", BatchSize=100, ParallelizationFactor=2, MaximumBatchingWindowInSeconds=10)

    assert runs_a_second(app, MonthlyLoad(20)) == pytest.approx(2 * 2 / 10)


def test_what_is_pushed_is_run_ten_times_a_second_at_most_in_each_lane_of_each_shard() -> None:
    app = fed(PUSHED, "FanOut.ConsumerARN", BatchSize=100, ParallelizationFactor=3)

    assert runs_a_second(app, MonthlyLoad(20)) == pytest.approx(20)
    assert runs_a_second(app, MonthlyLoad(200)) == pytest.approx(2 * 10 * 3)
    assert runs_a_second(app, MonthlyLoad(20_000)) == pytest.approx(20_000 / 100)
    assert runs_a_second(app, MonthlyLoad(0)) == 0


@pytest.mark.parametrize(("window", "a_second"), [(0, 4 * 4), (60, 4 / 60)])
def test_a_tables_stream_is_looked_into_four_times_a_second_or_once_a_window(
    window: int, a_second: float
) -> None:
    app = fed(TABLE, "Shelves.StreamArn", BatchSize=10_000, MaximumBatchingWindowInSeconds=window)

    assert runs_a_second(app, MonthlyLoad(100)) == pytest.approx(a_second)


def test_what_comes_from_a_queue_feeds_no_sales() -> None:
    app = fed(QUEUE, "Orders.Arn", BatchSize=10)

    assert mappings.feeding(app, the(app, FUNCTION)) == []


def test_asking_a_queue_is_unpriced() -> None:
    app = fed(QUEUE, "Orders.Arn", BatchSize=10)

    [line] = mappings.lines(app, the(app, mappings.MAPPING), MonthlyLoad(1))

    assert isinstance(line, Unpriced)
    assert "$0.40 a million requests" in line.reason


def test_a_mapping_that_counts_events_pays_for_its_metrics() -> None:
    app = fed(STREAM, "Sales.Arn", BatchSize=100, MetricsConfig={"Metrics": ["EventCount"]})

    assert quantities(mappings.lines(app, the(app, mappings.MAPPING), MonthlyLoad(0))) == {
        "event source mappings' metrics": 6
    }
