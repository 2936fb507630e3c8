"""One question of analysts, asked of the stream's records, the curated tables and raw, in a real emulator."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.scenario import SourceMessage
from demo.expectation import expected
from demo.faults import Rates, mixed
from demo.retail.warehouse.warehouse_act import WarehouseQuestions, read_raw
from demo.retail.warehouse.warehouse_answers import CURATED, WarehouseAnswers
from domain.scenario import SCENARIO
from domain.scenario.baskets import list_baskets
from tests.jobs.retail.running import close_days, run
from tests.lakes import Place, connected
from twin.emulator import Emulator

DAY = date(2017, 12, 24)
AT_ONCE = 500


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A running emulator."""
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def messages() -> list[SourceMessage]:
    """A real day with every kind of fault."""
    return mixed(list_baskets(DAY, 1), SCENARIO, Rates(broken=0.05, conflicts=0.02), 3)


@pytest.fixture(scope="module")
def answers(
    emulator: Emulator, messages: list[SourceMessage], tmp_path_factory: pytest.TempPathFactory
) -> WarehouseAnswers:
    """What everybody answers of it, once it is curated and closed."""
    place = Place(emulator, tmp_path_factory.mktemp("lake"))
    kinesis = connected("kinesis", emulator.endpoint)
    kinesis.create_stream(StreamName=place.name, ShardCount=2)
    for first in range(0, len(messages), AT_ONCE):
        some = messages[first : first + AT_ONCE]
        records: list[Any] = [{"Data": each.data, "PartitionKey": each.partition} for each in some]
        kinesis.put_records(StreamName=place.name, Records=records)
        place.archive(*(each.data for each in some))
    run(place)
    close_days(place, DAY)
    app = SimpleNamespace(output=lambda name: "2017-01-01" if name == "OldestDay" else place.name)
    twin: Any = SimpleNamespace(emulator=emulator, app=app)
    return WarehouseQuestions(twin, place.name, place.name).ask(place.lake(), [DAY])


def test_stream_lake_and_raw_answer_alike(answers: WarehouseAnswers, messages: list[SourceMessage]) -> None:
    assert answers.wrong == {
        "answered otherwise": [],
        "twice in the streaming view": [],
        "changed by merging again": [],
    }
    assert len(answers.answers) == 4
    assert answers.records == len(messages)


def test_the_answer_is_that_of_the_sales_that_count(
    answers: WarehouseAnswers, messages: list[SourceMessage]
) -> None:
    due = [sale for sale in expected(messages).events.values() if f"/{DAY}/" in sale["sale_id"]]

    rows = answers.answers[CURATED][str(DAY)]

    assert sum(row[1] for row in rows) == len(due)
    assert sum(row[2] for row in rows) == sum(len(sale["lines"]) for sale in due)
    assert sum(row[4] for row in rows) == sum(
        line["total_cents"] - line.get("discounts", {}).get("coupon", 0)
        for sale in due
        for line in sale["lines"]
    )


def test_its_figures_name_what_differs() -> None:
    told = WarehouseAnswers(
        records=3,
        counted=Counter({"a": 1, "b": 2}),
        answers={CURATED: {"1": ((1, 2),)}, "raw": {"1": ((1, 3),)}, "view": {}},
        again=2,
        seconds=1.234,
    )

    assert told.figures() == {
        "warehouse_records": 3,
        "warehouse_sales": 2,
        "warehouse_sales_twice": 1,
        "warehouse_answers": 3,
        "warehouse_answers_differ": 2,
        "warehouse_merge_changes": 2,
        "warehouse_seconds": 1.23,
    }
    assert told.wrong["answered otherwise"] == ["raw, 1", "view, 1"]
    assert told.wrong["twice in the streaming view"] == ["b"]


def test_raw_is_read_in_the_order_of_arrival(emulator: Emulator, tmp_path: Path) -> None:
    place = Place(emulator, tmp_path)
    place.archive(b"1", b"2", name="b")
    place.archive(b"3", name="c")

    found = read_raw(place.s3, place.name)

    assert found["data"].to_pylist() == [b"1", b"2", b"3"]
