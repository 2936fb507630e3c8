"""A store's day that is parked: nobody waits for it, what stood stands, and it is stated once released."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.lake.tables import PRODUCTS
from lambdas.core.parked_days import ParkState
from tests.jobs.conftest import PRODUCT
from tests.jobs.retail.nights import DAYS, Night, hours_ago
from tests.jobs.retail.running import BROKEN, FIRST, SECOND, run, sold
from tests.jobs.retail.test_days_left_open import read_by, reported
from tests.lakes import fill

BOGUS = [f"no {number}" for number in range(212)]
OF_IT = f"WHERE store_id = '367' AND business_day = DATE '{FIRST}'"
NAMED = f"{FIRST}: store 367: parked by anna: a till counts twice"


def make_no_mess(_: Night) -> None:
    pass


def mend_nothing(_: Night) -> None:
    pass


def lose_in_a_ledger(night: Night) -> None:
    night.place.archive(sold(4))
    run(night.place)
    night.applied(f"367/{FIRST}/4/4", ledgers=["loyalty"])


def find_in_the_ledger(night: Night) -> None:
    night.applied(f"367/{FIRST}/4/4", ledgers=["inventory"])


def sell_unknown_products(night: Night) -> None:
    lines = [{"sku": sku, "quantity": 1, "total_cents": 1} for sku in BOGUS]
    night.place.archive(sold(4, lines=lines))
    run(night.place)
    night.applied(f"367/{FIRST}/4/4")


def file_the_products(night: Night) -> None:
    fill(night.place.lake(), PRODUCTS, [PRODUCT | {"sku": sku} for sku in BOGUS])


Step = Callable[[Night], None]
MESSES: list[tuple[Step, Step]] = [
    (make_no_mess, mend_nothing),
    (lose_in_a_ledger, find_in_the_ledger),
    (sell_unknown_products, file_the_products),
]


@pytest.mark.parametrize(("mess", "closed_before", "times"), [*product(MESSES, (False, True), (1, 2))])
def test_nobody_waits_for_what_is_parked_and_it_is_stated_once_it_is_released(
    sold_out: Night, mess: tuple[Step, Step], closed_before: bool, times: int
) -> None:
    """FAULTS 55."""
    make, mend = mess
    if closed_before:
        sold_out.close(*DAYS)
    make(sold_out)
    for _ in range(times):
        sold_out.park("367", FIRST)
    before = stated(sold_out)

    closed = sold_out.close(*DAYS)

    assert (closed.blocked, closed.left_open, closed.figures()["parked"]) == ([], 0, [NAMED])
    assert reported(sold_out) == {
        ("400", FIRST),
        ("367", SECOND),
        *({("367", FIRST)} if closed_before else ()),
    }
    assert stated(sold_out) == before
    assert sold_out.close(*DAYS).tags == []

    mend(sold_out)
    for _ in range(times):
        sold_out.park("367", FIRST, ParkState.RELEASED)
    released = sold_out.close(*DAYS)

    changed = not closed_before or mess is not MESSES[0]
    assert released.tags == ([f"closed-{FIRST}-v2"] if changed else [])
    assert (released.store_days, released.blocked, released.parked) == (int(changed), [], [])
    assert stated(sold_out) == in_tables(sold_out)
    assert sold_out.close(*DAYS).tags == []


def stated(night: Night) -> list[int]:
    """How many sales of the parked store's day its report states; nothing without a report."""
    return [each["sales"] for each in night.place.rows(f"SELECT sales FROM closed_store_days {OF_IT}")]  # noqa: S608 (a test's own words)


def in_tables(night: Night) -> list[int]:
    return [each["sales"] for each in night.place.rows(f"SELECT count(*) AS sales FROM sales {OF_IT}")]  # noqa: S608 (a test's own words)


def test_a_parked_day_stays_in_the_tables_and_keeps_no_night_busy(
    sold_out: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    lose_in_a_ledger(sold_out)
    sold_out.park("367", FIRST)
    sold_out.close(*DAYS)
    capsys.readouterr()
    # As many as Firehose has counted since.
    sold_out.place.archive(*[BROKEN] * 4, hour=hours_ago(1))

    night = sold_out.close()

    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    assert (night.tags, night.blocked) == ([f"closed-{yesterday}-v1"], [])
    assert json.loads(capsys.readouterr().out)["parked"] == []
    assert in_tables(sold_out) == [2]
    assert sold_out.published("DaysBlocked") == [0]


def test_released_with_its_mess_it_keeps_its_own_day_open_again(sold_out: Night) -> None:
    lose_in_a_ledger(sold_out)
    sold_out.park("367", FIRST)
    sold_out.close(*DAYS)
    sold_out.park("367", FIRST, ParkState.RELEASED)

    closed = sold_out.close(*DAYS)

    assert [fault.partition for fault in closed.blocked] == ["367"]
    assert (closed.tags, closed.left_open) == ([], 1)


def test_a_day_whose_stores_are_all_parked_is_closed_without_any(sold_out: Night) -> None:
    sold_out.park("367", SECOND)

    closed = sold_out.close(*DAYS)

    assert (closed.tags, closed.left_open) == ([f"closed-{FIRST}-v1", f"closed-{SECOND}-v1"], 0)
    assert reported(sold_out) == {("367", FIRST), ("400", FIRST)}
    sold_out.park("367", SECOND, ParkState.RELEASED)
    assert sold_out.close(*DAYS).tags == [f"closed-{SECOND}-v2"]


def test_records_that_got_lost_keep_every_day_open_whatever_is_parked(sold_out: Night) -> None:
    sold_out.park("367", FIRST)
    sold_out.took(2)

    closed = sold_out.close(*DAYS)

    assert (closed.tags, closed.left_open, len(closed.blocked)) == ([], 2, 1)


def test_what_came_while_a_store_was_parked_is_read_from_raw_once_it_is_released(night: Night) -> None:
    """The close of another store's late sale has counted it for nobody."""
    night.open_ledgers()
    fill(night.place.lake(), PRODUCTS, [PRODUCT])
    day = datetime.now(UTC).date() - timedelta(days=90)
    sell(night, sold(1, day=day), f"367/{day}/4/1", 24 * 89)
    sell(night, sold(2, day=day, store="400"), f"400/{day}/4/2", 24 * 89)
    night.close("--FROM", f"{day}")
    night.close()
    night.park("367", day)
    sell(night, sold(3, day=day), f"367/{day}/4/3", 24 * 50)
    sell(night, sold(4, day=day, store="400"), f"400/{day}/4/4", 24 * 45)
    assert read_by(night)[0].tags == [f"closed-{day}-v2"]
    night.park("367", day, ParkState.RELEASED)

    closed, objects = read_by(night)

    assert (closed.tags, closed.store_days) == ([f"closed-{day}-v3"], 1)
    assert [key for key in objects if hours_ago(24 * 50) in key]


def sell(night: Night, sale: bytes, sale_id: str, ago: int) -> None:
    """Let a sale come some hours ago, everywhere."""
    night.place.archive(sale, hour=hours_ago(ago))
    night.applied(sale_id)
    run(night.place)
