import pytest

from review import prices
from review.loads import Load
from review.rows import Row, Unpriced
from review.services import functions, kinesis
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly, Resource


def consumer(batch: int = 100, lanes: int = 2, window: int = 0, memory: int = 1_769) -> Assembly:
    """A function that reads a stream of two shards."""
    return assembly(
        Sales=resource(kinesis.STREAM, ShardCount=2),
        Function=resource(functions.FUNCTION, MemorySize=memory, Architectures=["arm64"]),
        Mapping=resource(
            functions.MAPPING,
            BatchSize=batch,
            EventSourceArn={"Fn::GetAtt": ["Sales", "Arn"]},
            FunctionName={"Ref": "Function"},
            MaximumBatchingWindowInSeconds=window,
            MetricsConfig={"Metrics": ["EventCount"]},
            ParallelizationFactor=lanes,
        ),
    )


def runs_a_second(app: Assembly, load: Load) -> float:
    [mapping] = app.resources(functions.MAPPING)
    return functions.runs(app, mapping, load).count / (730 * 3_600)


def the_function(app: Assembly) -> Resource:
    [function] = app.resources(functions.FUNCTION)
    return function


def test_few_sales_run_alone_more_fill_the_lanes_and_then_the_batches() -> None:
    app = consumer(batch=100, lanes=2)

    assert runs_a_second(app, Load(1)) == pytest.approx(1)
    assert runs_a_second(app, Load(20)) == pytest.approx(2 * 2)
    assert runs_a_second(app, Load(1_000)) == pytest.approx(1_000 / 100)
    assert runs_a_second(app, Load(0)) == 0


def test_a_window_gathers_sales_into_fewer_runs() -> None:
    assert runs_a_second(consumer(window=10), Load(20)) == pytest.approx(2 * 2 / 10)


def test_a_run_costs_its_calls_and_its_work() -> None:
    app = consumer()

    charged = quantities(functions.lines(app, the_function(app), Load(1_000)))

    # Ten runs a second of 100 sales: four calls of 4 ms, 2.4 ms, and 0.27 ms a sale, on a whole core.
    runs = 10 * 730 * 3_600
    seconds = 4 * 0.004 + 0.0024 + 100 * 0.00027
    assert charged["runs"] == pytest.approx(runs)
    assert charged["running, arm64"] == pytest.approx(runs * seconds * 1_769 / 1_024)


def test_a_call_that_is_not_full_takes_as_long_as_a_full_one() -> None:
    app = consumer(batch=26)

    charged = quantities(functions.lines(app, the_function(app), Load(1_000)))

    seconds = 2 * 0.004 + 0.0024 + 26 * 0.00027
    assert charged["running, arm64"] / charged["runs"] == pytest.approx(seconds * 1_769 / 1_024)


def test_less_memory_is_less_of_a_core() -> None:
    half, whole = (
        quantities(functions.lines(app, the_function(app), Load(1_000)))["running, arm64"]
        for app in (consumer(memory=512), consumer(memory=1_769))
    )

    # The work costs the same; only the waiting for DynamoDB is cheaper with less memory.
    waiting = 10 * 730 * 3_600 * 4 * 0.004
    assert whole - half == pytest.approx(waiting * (1_769 - 512) / 1_024)


def test_x86_has_its_own_price() -> None:
    app = assembly(
        **{
            name: declared | {"Properties": {**declared["Properties"], "Architectures": ["x86_64"]}}
            for name, declared in consumer().stacks[0].template["Resources"].items()
        }
    )

    rows = [line for line in functions.lines(app, the_function(app), Load(1)) if isinstance(line, Row)]

    assert {row.price for row in rows} == {prices.RUN, prices.X86_SECOND}


def test_a_mapping_that_counts_events_pays_for_its_metrics() -> None:
    app = consumer()

    assert quantities(functions.mapping_lines(app, app.resources(functions.MAPPING)[0], Load(0))) == {
        "event source mappings' metrics": 6
    }


def test_a_function_that_nothing_feeds_is_unpriced() -> None:
    app = assembly(Function=resource(functions.FUNCTION, MemorySize=128))

    [line] = functions.lines(app, the_function(app), Load(1))

    assert isinstance(line, Unpriced)
