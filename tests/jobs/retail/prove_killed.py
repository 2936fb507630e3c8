"""FAULTS 34: a run that is killed leaves nothing half-visible, and the next one completes it."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count, islice
from typing import Any

import pytest

from domain.lake.tables import PRODUCTS, SALE_LINES
from jobs.lake import Lake
from jobs.raw import RawObject
from jobs.retail import close_day, curate_sales
from jobs.retail.curate_sales import CurationSummary, curate, new_since
from jobs.retail.day_close import TAGGED, CloseSummary
from tests.jobs.retail.dying import Killed, Mortal
from tests.jobs.retail.nights import Night
from tests.jobs.retail.running import (
    BROKEN,
    FIRST,
    SECOND,
    arrived,
    as_of,
    close_days,
    close_due,
    contents,
    receipts,
    run,
    sold,
    unfit,
)
from tests.lakes import Place, fill
from tests.lambdas.sales import BOUNDS, line
from tests.synthesis import REPOSITORY
from twin.emulator import Emulator

TWO_LINES = [line("a", total_cents=1), line("b", total_cents=2)]
PRODUCT = {"department": "PRODUCE", "category": "TROPICAL", "tax_free": True, "valid_from": FIRST}
SCRIPTS = {"curate_sales": curate_sales.main, "close_day": close_day.main}


@pytest.fixture(scope="module")
def original(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A closed day; then late sales of it, sales of the next day, and records that can't be curated."""
    place = Place(emulator, tmp_path_factory.mktemp("lake"))
    fill(place.lake(), PRODUCTS, [{"sku": sku, **PRODUCT} for sku in ("a", "b", "1082185")])
    place.archive(sold(1, lines=TWO_LINES), sold(2, store="400"))
    run(place, arrived(0, place=place))
    close_days(place, FIRST)
    place.archive(sold(3, lines=TWO_LINES), sold(4, 120, SECOND))
    place.archive(sold(5), sold(1, 7), BROKEN, unfit(6))
    Night(place).open_parking()
    return place


@pytest.fixture(scope="module")
def curated(original: Place) -> Place:
    """The same, after a run that nobody has disturbed."""
    place = original.copied()
    curate_new(place.lake(), original)
    return place


@pytest.fixture(scope="module")
def closed(curated: Place) -> Place:
    """The same, when both days are closed."""
    place = curated.copied()
    close_second(place.lake())
    return place


def curate_new(lake: Lake, original: Place) -> CurationSummary:
    """What a run does that nobody gave hours to; hours lie between the objects."""
    since = new_since(lake)
    return curate(lake, [each for each in archive(original) if each.arrived_at > since], BOUNDS)


def archive(original: Place) -> list[RawObject]:
    return arrived(0, 3, 9, place=original)


def close_second(lake: Lake) -> CloseSummary:
    return close_due(lake, SECOND)


def report(place: Place) -> list[dict[str, Any]]:
    return place.rows("SELECT * FROM closed_store_days ORDER BY business_day, store_id")


def tagged(place: Place) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The rows that each tag finds."""
    names = ((table, name) for table in TAGGED for name in place.stored(table).refs() if name != "main")
    return {(table.name, name): as_of(place, table, name) for table, name in names}


def deaths(before: Place, work: Callable[[Lake], object]) -> Iterator[Place]:
    """What each run leaves that dies after the first commit, the second one and so on."""
    for commits in count(1):
        place = before.copied()
        try:
            work(Mortal(place.lake(), commits))
        except Killed:
            yield place
        else:
            return


def test_readers_see_all_sales_of_a_killed_run_or_none(original: Place, curated: Place) -> None:
    """FAULTS 34, 35, 37: the next run finds by itself what is missing, and adds no more than that."""
    seen, added = [], []

    for place in deaths(original, lambda lake: curate_new(lake, original)):
        seen.append(receipts(place))
        added.append(curate_new(place.lake(), original))
        assert contents(place) == contents(curated)

    assert seen == [receipts(original), receipts(original), receipts(curated)]
    assert [(more.quarantined, more.lines, more.sales) for more in added] == [(0, 4, 3), (0, 0, 3), (0, 0, 0)]


def test_a_line_whose_sale_never_came_is_not_sold(original: Place) -> None:
    """FAULTS 34: the next run may find another payload of that sale first."""
    before = original.copied()
    before.archive(sold(9, 1))
    before.archive(sold(9, 2))
    first, second = before.archived()

    place = next(islice(deaths(before, lambda lake: curate(lake, [first], BOUNDS)), 1, None))
    curate(place.lake(), [second], BOUNDS)
    curate(place.lake(), [first], BOUNDS)

    assert receipts(place)["9"] == [2]
    assert len(place.rows(f"SELECT * FROM {SALE_LINES.name} WHERE sale_id LIKE '%/9'")) == 2  # noqa: S608


def test_readers_see_all_of_a_killed_close_or_nothing(curated: Place, closed: Place) -> None:
    """FAULTS 34, 37: no store of any day before its close counts; the next close completes it."""
    seen = []

    for place in deaths(curated, close_second):
        seen.append(report(place))
        close_second(place.lake())
        assert contents(place) == contents(closed)
        assert tagged(place) == tagged(closed)

    assert seen == [report(curated)] * 4 + [report(closed)]


def test_what_a_killed_close_has_stated_is_stated_anew(curated: Place) -> None:
    """FAULTS 26, 34: of stores that sold on meanwhile."""
    place = next(deaths(curated, close_second))
    place.archive(sold(10, store="401"), sold(11))

    run(place)
    close_second(place.lake())

    of_first = [each for each in report(place) if each["business_day"] == FIRST]
    assert {each["store_id"]: (each["version"], each["sales"]) for each in of_first} == {
        "367": (2, 4),
        "400": (1, 1),
        "401": (2, 1),
    }


def arguments(place: Place, original: Place, script: str) -> list[str]:
    """What Glue gives to a script."""
    given = {
        "RAW_BUCKET": original.name,
        "OLDEST_DAY": "2017-01-01",
        "OLDEST_HISTORY_DAY": "2010-01-01",
        "DATABASE": place.name,
        "METRICS_NAMESPACE": place.name,
        "BUS": place.name,
        "DELIVERY_STREAM": "archive",
        "STREAM": "sales",
        "LEDGERS": "",
        "SETTLE_MINUTES": "5",
        "PARKED_DAYS": f"{original.name}-parked",
        "FROM": {"curate_sales": "2017-03-01T00", "close_day": f"{SECOND}"}[script],
    }
    return [word for name, value in given.items() for word in (f"--{name}", value)]


def files(place: Place) -> int:
    return sum(1 for _ in place.directory.rglob("*.parquet"))


@pytest.mark.parametrize(("script", "commit"), [("curate_sales", 3), ("close_day", 5)])
def test_killed_while_it_commits_a_process_leaves_nothing_but_files(
    script: str,
    commit: int,
    original: Place,
    curated: Place,
    closed: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FAULTS 34: SIGKILL, when all files are written and the catalog hasn't heard of them."""
    before, after = (original, curated) if script == "curate_sales" else (curated, closed)
    place = before.copied()
    given = arguments(place, original, script)
    were = files(place)

    died = subprocess.run(
        [sys.executable, "-m", "tests.jobs.retail.dying", script, str(commit), *given],
        env=place.emulator.environment,
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert files(place) > were
    assert (receipts(place), report(place)) == (receipts(before), report(before))
    monkeypatch.setenv("AWS_ENDPOINT_URL", place.emulator.endpoint)
    SCRIPTS[script](given, place.lake())
    assert (receipts(place), report(place)) == (receipts(after), report(after))
