"""What is measured beside each other does the same."""

import gzip
import importlib
from datetime import date
from pathlib import Path

import pytest

from benchmarks.lake.outcome import TransformOutcome
from domain.scenario.baskets import list_baskets

CONTENDERS = ("ours_duckdb", "plain_duckdb", "plain_polars")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A day's sales; some come again, one is cut off, one has another payload."""
    sales = [sale.data for sale in list_baskets(date(2017, 12, 24), 1)]
    records = [
        *sales,
        *sales[:5],
        sales[5][:40],
        sales[6].replace(b'"payment_token":"', b'"payment_token":"x'),
    ]
    directory = tmp_path_factory.mktemp("raw")
    for number, some in enumerate((records[:100], records[100:])):
        (directory / f"{number}.gz").write_bytes(gzip.compress(b"".join(each + b"\n" for each in some)))
    return sorted(directory.glob("*.gz"))


@pytest.fixture(scope="module")
def outcomes(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, TransformOutcome]:
    """What each makes of it."""
    return {
        name: importlib.import_module(f"benchmarks.lake.{name}").run(files, tmp_path_factory.mktemp(name))
        for name in CONTENDERS
    }


def test_all_find_the_same(outcomes: dict[str, TransformOutcome]) -> None:
    assert len(set(outcomes.values())) == 1


def test_each_sale_counts_once_and_two_records_are_refused(outcomes: dict[str, TransformOutcome]) -> None:
    ours = outcomes["ours_duckdb"]

    assert ours.sales == len(list(list_baskets(date(2017, 12, 24), 1)))
    assert ours.refused == 2
