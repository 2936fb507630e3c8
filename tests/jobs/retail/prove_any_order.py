"""However records are spread over objects and runs, the tables come to what a fold of the records says."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.ledgers import AppliedDay
from jobs.retail.control_totals import by_store
from tests.jobs.retail.running import FIRST, considered, run, snapshots, sold, unfit
from tests.lakes import Place
from twin.emulator import Emulator

STORES = ("367", "400")
# Few ids, so that sales come again; other amounts under an id are a conflict.
numbers, stores = st.integers(1, 4), st.sampled_from(STORES)
sales = st.builds(sold, numbers, st.sampled_from([10, 10, 25]), store=stores)
records = sales | sales | st.builds(unfit, numbers, store=stores) | st.sampled_from([b"{", b"{}"])
archives = st.lists(st.lists(records, min_size=1, max_size=6), min_size=2, max_size=4)

Fold = tuple[dict[str, list[int]], set[bytes]]


@pytest.fixture(scope="module")
def empty(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(emulator, tmp_path_factory.mktemp("lake"))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[list[bytes]], list[list[int]]]:
    """Objects with their records, and runs with the numbers of their objects; the last run has all."""
    archive = draw(archives)
    some = st.sets(st.sampled_from(range(len(archive))), min_size=1).map(sorted)
    return archive, [*draw(st.lists(some, min_size=1, max_size=2)), list(range(len(archive)))]


def folded(records: Iterable[bytes]) -> Fold:
    """The lines of the sales that count, and what is refused: of a sale id the first payload is known."""
    known: dict[str, bytes] = {}
    counted: dict[str, list[int]] = {}
    refused = set()
    for data in records:
        sale = read(data)
        if sale and known.setdefault(sale["sale_id"], data) == data and fit(sale):
            counted[sale["sale_id"]] = [line["total_cents"] for line in sale["lines"]]
        else:
            refused.add(data)
    return counted, refused


def read(data: bytes) -> dict[str, Any]:
    """A sale, or nothing if it is none."""
    sale: dict[str, Any] = json.loads(data) if data.endswith(b"}") else {}
    return sale


def fit(sale: dict[str, Any]) -> bool:
    return all(line["sku"].strip() for line in sale["lines"])


def told(place: Place) -> tuple[dict[str, list[int]], int]:
    """What the tables say of the same: lines by sale, and how many records are refused."""
    counted: dict[str, list[int]] = {}
    for each in place.rows("SELECT sale_id, total_cents FROM sold_lines ORDER BY sale_id, line_no"):
        counted.setdefault(each["sale_id"], []).append(each["total_cents"])
    return counted, len(place.rows("SELECT record_id FROM quarantined"))


@settings(max_examples=8)
@given(history=histories())
def test_every_sale_counts_once_in_whatever_order_it_comes(
    empty: Place, history: tuple[list[list[bytes]], list[list[int]]]
) -> None:
    """FAULTS 12, 24, 31, 35: and those who count agree, and the whole of it again changes nothing."""
    (archive, runs), place = history, empty.copied()
    for held in archive:
        place.archive(*held)
    objects = place.archived()

    for numbers in runs:
        run(place, [objects[number] for number in numbers])

    counted, refused = folded(data for numbers in runs for number in numbers for data in archive[number])
    assert told(place) == (counted, len(refused))
    ids = {read(data)["sale_id"] for held in archive for data in held if read(data)}
    by_consumer = Counter(sale_id.split("/")[0] for sale_id in ids)
    applied = [AppliedDay("stock", store, FIRST, count) for store, count in by_consumer.items()]
    assert list(by_store(considered(place), ["stock"], applied)) == []
    before = snapshots(place)
    run(place)
    assert snapshots(place) == before
