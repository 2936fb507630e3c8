import pytest

import prices
from review.bill_lines import BillLine, Unpriced
from review.consumers import FUNCTION
from review.loads import MonthlyLoad
from review.services import functions, queues
from review.services.firehose import DELIVERY
from tests.review.services.consumers import STREAM, fed, the
from tests.review.templates import assembly, quantities
from tests.twin.assemblies import resource
from twin.assembly import Assembly

BATCHES = 10 * 730 * 3_600
"""A month's, of ten a second."""


def consumer(name: str = "inventory", batch: int = 100, memory: int = 1_769, on: str = "arm64") -> Assembly:
    return fed(STREAM, "Sales.Arn", name=name, memory=memory, architecture=on, BatchSize=batch)


def charged(app: Assembly, load: MonthlyLoad) -> dict[str, float]:
    return quantities(functions.lines(app, the(app, FUNCTION), load))


def test_a_run_costs_its_calls_and_its_work() -> None:
    found = charged(consumer(), MonthlyLoad(1_000))

    # Ten runs a second of 100 sales: four calls of 4 ms, 2.4 ms, and 0.27 ms a sale, on a whole core.
    seconds = 4 * 0.004 + 0.0024 + 100 * 0.00027
    assert found["runs"] == pytest.approx(BATCHES)
    assert found["running, arm64"] == pytest.approx(BATCHES * seconds * 1_769 / 1_024)


@pytest.mark.parametrize(
    ("name", "calls", "milliseconds_a_sale"),
    # Of 100 sales: 200 accounts, 100 a read and 25 a write; 940 shelves, and the work of as many.
    [("fraud", 2 + 8, 0.27), ("shelves", 10 + 38, 1.6)],
)
def test_who_reads_first_makes_more_calls(name: str, calls: int, milliseconds_a_sale: float) -> None:
    found = charged(consumer(name), MonthlyLoad(1_000))

    seconds = calls * 0.004 + 0.0024 + 100 * milliseconds_a_sale / 1_000
    assert found["running, arm64"] == pytest.approx(BATCHES * seconds * 1_769 / 1_024)


def test_a_call_that_is_not_full_takes_as_long_as_a_full_one() -> None:
    found = charged(consumer(batch=26), MonthlyLoad(1_000))

    seconds = 2 * 0.004 + 0.0024 + 26 * 0.00027
    assert found["running, arm64"] / found["runs"] == pytest.approx(seconds * 1_769 / 1_024)


def delivering(interval: str) -> Assembly:
    told = {
        "LambdaArn": {"Fn::GetAtt": ["Encoder", "Arn"]},
        "BufferSizeInMBs": "1",
        "BufferIntervalInSeconds": interval,
    }
    parameters = [{"ParameterName": name, "ParameterValue": value} for name, value in told.items()]
    processing = {"Processors": [{"Type": "Lambda", "Parameters": parameters}]}
    destination = {"ExtendedS3DestinationConfiguration": {"ProcessingConfiguration": processing}}
    encoder = resource(FUNCTION, MemorySize=1_769, Architectures=["arm64"])
    return assembly(Encoder=encoder, Archive=resource(DELIVERY, **destination))


@pytest.mark.parametrize(
    ("events_per_second", "runs_a_second"), [(0, 0), (1, 1 / 60), (5_000, 5_000_000 / 1024**2)]
)
def test_a_function_that_firehose_calls_runs_when_its_buffer_is_full_or_its_time_over(
    events_per_second: float, runs_a_second: float
) -> None:
    found = charged(delivering("60"), MonthlyLoad(events_per_second))

    runs, events = runs_a_second * 730 * 3_600, events_per_second * 730 * 3_600
    assert found["runs"] == pytest.approx(runs)
    assert found["running, arm64"] == pytest.approx((runs * 0.0024 + events * 0.000_008) * 1_769 / 1_024)


def test_less_memory_is_less_of_a_core() -> None:
    half, whole = (
        charged(consumer(memory=memory), MonthlyLoad(1_000))["running, arm64"] for memory in (512, 1_769)
    )

    # The work costs the same; only the waiting for DynamoDB is cheaper with less memory.
    waiting = BATCHES * 4 * 0.004
    assert whole - half == pytest.approx(waiting * (1_769 - 512) / 1_024)


def test_x86_has_its_own_price() -> None:
    app = consumer(on="x86_64")

    rows = [
        line
        for line in functions.lines(app, the(app, FUNCTION), MonthlyLoad(1))
        if isinstance(line, BillLine)
    ]

    assert {row.price for row in rows} == {prices.RUN, prices.X86_SECOND}


@pytest.mark.parametrize(
    "app",
    [
        assembly(Function=resource(FUNCTION, MemorySize=128)),
        fed({"Orders": resource(queues.QUEUE)}, "Orders.Arn", BatchSize=10),
        consumer("reorder"),
    ],
    ids=["fed by nothing", "fed by a queue", "not measured"],
)
def test_a_function_of_which_too_little_is_known_is_unpriced(app: Assembly) -> None:
    [line] = functions.lines(app, the(app, FUNCTION), MonthlyLoad(1))

    assert isinstance(line, Unpriced)
