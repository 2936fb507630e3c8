"""Whatever a shelf says, it is written, read again and announced: sums know no bounds of single events."""

import json
from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.bus_events import StockLow
from domain.sale import MOST_UNITS
from lambdas.core.received_event import parse_delivery
from lambdas.shelves.shelf import Fall, Shelf
from lambdas.shelves.table import open_shelves
from tests.lambdas.core.test_one_meaning import NoClaims
from tests.lambdas.ledgers import in_process
from tests.lambdas.shelves.follower import TABLE, Told, handle, projector_with
from tests.lambdas.shelves.rows import delivery, row
from tests.lambdas.told import delivered, detail

ANY = st.integers(-(10**15), 10**15)
RATE = st.floats(0, 1e15, allow_nan=False)
FALLS = st.builds(
    Fall,
    store_id=st.text(max_size=200),
    sku=st.text(max_size=200),
    crossing=ANY,
    on_hand=ANY,
    reorder_point=ANY,
    units_a_day=RATE,
    business_day=st.dates(),
)
SHELVES = st.builds(
    Shelf,
    on_hand=ANY,
    crossings=ANY,
    units_a_day=RATE,
    day=st.dates(),
    sold_today=ANY,
    marks=st.lists(st.binary(max_size=8), max_size=40).map(tuple),
    untold=st.lists(FALLS, max_size=3).map(tuple),
)


@given(SHELVES)
def test_every_shelf_that_can_be_written_can_be_read(shelf: Shelf) -> None:
    """FAULTS 54."""
    codec = open_shelves(in_process(), TABLE).form

    assert codec.value_of(codec.attributes(shelf)) == shelf


def test_a_fall_that_an_earlier_version_stored_is_read() -> None:
    event = StockLow(
        store_id="367",
        sku="apple",
        crossing=1,
        on_hand=2,
        reorder_point=6,
        units_a_day=2_000_000.0,
        business_day=date(2017, 3, 1),
    )
    stored = json.dumps({"untold": [msgspec.to_builtins(event)]})

    [fall] = open_shelves(in_process(), TABLE).form.value_of({"shelf": {"S": stored}}).untold

    assert fall.event == event


def test_a_shelf_that_sold_millions_a_day_goes_on_after_a_bus_that_was_down() -> None:
    """FAULTS 54."""
    told = Told(down=True)
    projector = projector_with(told)
    batch = [delivery(1, {"apple": 50}), *(row(each, {"apple": -MOST_UNITS}) for each in range(2, 14))]

    stopped = handle(projector, *batch)
    told.down = False

    assert stopped is not None
    assert handle(projector, *batch) is None
    [fall] = told.events
    assert parse_delivery(delivered(detail(fall)), StockLow, NoClaims()).event == fall


def test_what_sells_by_the_million_is_announced_and_read_by_whoever_orders() -> None:
    told = Told()
    projector = projector_with(told)
    handle(
        projector, *(row(each, {"apple": -MOST_UNITS}) for each in range(1, 21)), delivery(21, {"apple": 1})
    )

    [fall] = told.events

    assert fall.units_a_day == 20.0 * MOST_UNITS
    assert parse_delivery(delivered(detail(fall)), StockLow, NoClaims()).event == fall
