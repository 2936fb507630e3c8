"""A history that isn't there once, everywhere and to the cent, is named."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.scenario import SourceMessage
from demo.retail.backfill.differences import history_differences
from domain import EVENT, points, stock
from jobs.backfill.backfill_storage import BackfillStorage
from jobs.backfill.chunks import HistoryChunk
from jobs.backfill.history import HistoryFile
from jobs.retail.curate import curate
from lambdas.core import contract
from lambdas.core.ledger import Ledger
from lambdas.core.ledger_row import LedgerRow
from tests.lakes import Place, connected
from tests.lambdas.ledgers import table_properties
from tests.lambdas.sales import BOUNDS, encoded, sale
from twin.emulator import Emulator

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
SALES = [encoded(sale(number)) for number in (1, 2)]
EFFECTS = {"inventory": stock.effect, "loyalty": points.effect}
CHUNK = HistoryChunk(file=HistoryFile(bucket="history", key="a.parquet", etag="e", size=1))


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


@pytest.fixture
def place(emulator: Emulator, tmp_path: Path) -> Place:
    """A lake whose ledgers are there."""
    found = Place(emulator, tmp_path)
    for name in EFFECTS:
        properties = table_properties("inventory")
        dynamodb(found).create_table(TableName=f"{found.name}-{name}", **properties)
    return found


def dynamodb(place: Place) -> Any:
    return connected("dynamodb", place.emulator.endpoint)


def bring_in(place: Place, *records: bytes) -> None:
    """Put records into raw as a backfill does, and curate them."""
    BackfillStorage(place.s3, place.name, "none").archive(CHUNK, 0, NOW, records)
    curate(place.lake(), place.archived(), BOUNDS)


def apply(place: Place, *records: bytes) -> None:
    """Let every consumer apply records."""
    for name, effect in EFFECTS.items():
        for data in records:
            parsed: Any = contract.parse(data)
            row = LedgerRow(*EVENT.key(parsed), contract.digest(data), effect(parsed))
            Ledger(dynamodb(place), f"{place.name}-{name}").insert([row])


def differences(place: Place) -> list[str]:
    """What is otherwise than two sales of history."""
    ledgers = {name: f"{place.name}-{name}" for name in EFFECTS}
    deployment: Any = SimpleNamespace(raw=place.name, ledgers=ledgers)
    messages = [SourceMessage("367", NOW, data) for data in SALES]
    return list(history_differences(place.emulator, deployment, place.lake(), messages))


def test_nothing_differs_where_all_of_it_is_everywhere(place: Place) -> None:
    bring_in(place, *SALES)
    apply(place, *SALES)

    assert differences(place) == []


def test_what_is_missing_is_named_where_it_is_missing(place: Place) -> None:
    bring_in(place, SALES[0])
    apply(place, SALES[0])

    lacking = json.loads(SALES[1])["sale_id"]
    assert differences(place) == [
        f"{where} {lacking}" for where in ("raw", "curated", "inventory", "loyalty")
    ]


def test_what_is_there_twice_or_changed_is_named(place: Place) -> None:
    bring_in(place, *SALES, SALES[0])
    apply(place, SALES[0], encoded(sale(2, lines=[{"sku": "a", "quantity": 9, "total_cents": 1}])))

    first, second = (json.loads(each)["sale_id"] for each in SALES)
    assert differences(place) == [f"raw {first}", f"inventory {second}", f"loyalty {second}"]
