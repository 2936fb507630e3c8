"""A backfilled day closes like any other: once raw, tables and ledgers say the same of it."""

from datetime import UTC, datetime

import pytest

from domain.lake.tables import PRODUCTS
from jobs.backfill.backfill_storage import BackfillStorage
from jobs.backfill.chunks import HistoryChunk
from jobs.backfill.history import HistoryFile
from jobs.retail.curate_sales import curate
from tests.jobs.conftest import PRODUCT
from tests.jobs.retail.nights import DAYS, Night, hours_ago
from tests.jobs.retail.running import BROKEN, FIRST, receipts, run, snapshots, sold
from tests.jobs.turns import at_once
from tests.lakes import Place, fill
from tests.lambdas.sales import BOUNDS

CHUNK = HistoryChunk(file=HistoryFile(bucket="history", key="2017.parquet", etag="e", size=1))


def backfilled(place: Place, *records: bytes, part: int = 0) -> None:
    """Let a backfill put records into the archive now."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    BackfillStorage(place.s3, place.name, "nowhere").archive(CHUNK, part, hour, records)


@pytest.fixture
def history(night: Night) -> Night:
    """A sale that was streamed today, and two of history beside it."""
    night.open_ledgers()
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    night.place.archive(sold(1), hour=hours_ago(0.5))
    night.took(1)
    night.delivered(1)
    backfilled(night.place, sold(2), sold(3, store="400"))
    return night


def test_history_is_curated_by_the_hour_like_all_that_arrives(history: Night) -> None:
    history.curate()

    assert receipts(history.place) == {"1": [398], "2": [398], "3": [398]}


def test_its_day_stays_open_until_the_ledgers_have_it_and_then_closes(history: Night) -> None:
    history.curate()
    history.applied(f"367/{FIRST}/4/1")
    blocked = list(map(str, history.close(*DAYS).blocked))
    history.applied(f"367/{FIRST}/4/2", f"400/{FIRST}/4/3")

    closed = history.close(*DAYS)

    assert blocked == [
        f"{FIRST}: store {store}: the {ledger} ledger lacks 1 sale that the raw archive holds"
        for store in ("367", "400")
        for ledger in ("inventory", "loyalty")
    ]
    assert closed.blocked == []
    assert closed.tags == [f"closed-{FIRST}-v1"]


def test_history_makes_up_for_no_record_that_firehose_lost(history: Night) -> None:
    history.curate()
    history.took(1)
    history.delivered(1)

    [lost, *_] = map(str, history.close(*DAYS).blocked)

    assert lost == "the raw archive holds 1 of the 2 records that Firehose delivered: 1 missing"


@pytest.mark.parametrize("order", ["aaabbb", "ababab", "abbbaa", "bbabaa"])
def test_of_a_run_for_history_and_one_for_live_sales_the_second_starts_over(place: Place, order: str) -> None:
    """FAULTS 36: two that commit to the same tables at once; nothing is lost, and nothing is there twice."""
    place.archive(sold(1), sold(2), BROKEN)
    backfilled(place, sold(2), sold(3))
    live, history = ([each] for each in place.archived())

    lost = at_once(
        "ab" + order,
        [
            ("a", place.lake(), lambda lake: curate(lake, live, BOUNDS)),
            ("b", place.lake(), lambda lake: curate(lake, history, BOUNDS)),
        ],
    )

    assert lost
    assert receipts(place) == {"1": [398], "2": [398], "3": [398]}
    before = snapshots(place)
    run(place)
    assert snapshots(place) == before
