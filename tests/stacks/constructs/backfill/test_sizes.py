"""Array and chunks follow from the load."""

from typing import Any

import pytest

from stacks.constructs.backfill.sizes import BackfillMode, BackfillSizes


def sizes(mode: BackfillMode = BackfillMode.RAW, **changes: Any) -> BackfillSizes:
    """Sizes for 730 million events in a night of seven hours."""
    stated: dict[str, Any] = {"events": 730_000_000, "window_hours": 7, "nights": 1, "rate": 500, "vcpu": 1}
    return BackfillSizes(mode=mode, rows_per_event=9.4, **(stated | changes))


@pytest.mark.parametrize(
    ("changes", "children"),
    [({}, 3), ({"events": 1}, 1), ({"nights": 3}, 1), ({"vcpu": 0.5}, 6), ({"events": 7_300_000_000}, 29)],
)
def test_twice_the_time_of_the_work_is_there(changes: dict[str, Any], children: int) -> None:
    found = sizes(**changes)

    assert found.children == children
    rate = 20_000 * min(found.vcpu, 1) * found.children
    assert found.events / rate <= found.seconds / 2


@pytest.mark.parametrize(("rate", "children"), [(500, 1), (501, 2), (10_000, 20)])
def test_children_that_send_share_the_rate(rate: int, children: int) -> None:
    assert sizes(BackfillMode.STREAM, rate=rate).children == children


def test_the_stream_takes_as_many_nights_as_its_rate_makes() -> None:
    found = sizes(BackfillMode.STREAM, events=7 * 3_600 * 500 * 2 + 1)

    assert found.nights_needed == 3


@pytest.mark.parametrize(("events", "chunk"), [(100, 1_000), (20 * 2_500, 2_500), (730_000_000, 50_000)])
def test_a_chunk_is_a_small_part_of_a_childs_work_and_fits_into_memory(events: int, chunk: int) -> None:
    found = sizes(events=events)

    assert found.chunk_events == chunk
    assert found.chunk_rows == pytest.approx(chunk * 9.4, abs=1)
